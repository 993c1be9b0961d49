using HomeAuth.Core;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>Who is kept out.</summary>
/// <remarks>
/// <code>
/// {"type": "homeauth/bans/list"}  {"bans": [{"network": "203.0.113.7", "since": "…", "until": "…", "failures": 20, "by": null}], "total": 1}
/// {"type": "homeauth/bans/add", "network": "203.0.113.0/24", "seconds": 86400}   without seconds for ever
/// {"type": "homeauth/bans/lift", "network": "203.0.113.7"}
/// </code>
/// </remarks>
public static class BanCommands
{
    private const int Most = 500;

    public static void Map(CommandMap map)
    {
        HomeAuthCommands.Add(map, "bans/list", Acts.ViewSettings, ListAsync);
        HomeAuthCommands.Add(map, "bans/add", Acts.ChangeSettings, AddAsync, "network", "seconds");
        HomeAuthCommands.Add(map, "bans/lift", Acts.ChangeSettings, LiftAsync, "network").Answers(ErrorCodes.BanNotFound, "not_found", "No such ban");
    }

    private static async Task<object?> ListAsync(CommandContext context)
    {
        var list = context.Get<BanList>();
        var bans = await list.ListAsync(Most);
        return new
        {
            Bans = bans.Select(ban => new { ban.Network, ban.Since, ban.Until, ban.Failures, By = ban.ActorName }),
            Total = bans.Count < Most ? bans.Count : await list.CountAsync(),
        };
    }

    private static async Task<object?> AddAsync(CommandContext context)
    {
        var length = context.Fields.OptionalNumber("seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        await context.Get<BanList>().AddAsync(context.Fields.Text("network"), length, context.Actor);
        return new { };
    }

    private static async Task<object?> LiftAsync(CommandContext context) =>
        await context.Get<BanList>().LiftAsync(context.Fields.Text("network"), context.Actor) ? new { } : throw new HomeAuthException(ErrorCodes.BanNotFound);
}
