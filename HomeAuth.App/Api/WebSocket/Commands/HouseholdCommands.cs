using System.Text.Json;
using HomeAuth.Core;
using HomeAuth.Core.Household;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>Groups, settings, who may do what, handing the house over, and tokens with limits: what Home Assistant has no command for.</summary>
public static class HouseholdCommands
{
    public static void Map(CommandMap map)
    {
        Add(map, "permissions", Acts.ViewAccount, context => Task.FromResult<object?>(Permissions(context)));
        Add(map, "groups/list", Acts.ViewPeople, ListGroupsAsync);
        Add(map, "groups/create", Acts.ManageGroups, CreateGroupAsync, "name", "policy");
        Add(map, "groups/update", Acts.ManageGroups, UpdateGroupAsync, "group_id", "name", "policy");
        Add(map, "groups/delete", Acts.ManageGroups, RemoveGroupAsync, "group_id");
        Add(map, "settings/get", Acts.ViewSettings, context => Task.FromResult<object?>(Shape(context.Get<HouseSettings>().Current)));
        Add(map, "settings/update", Acts.ChangeSettings, UpdateSettingsAsync, "house_name", "time_zone", "home_networks",
            "ip_ban_enabled", "login_attempts_threshold", "allowed_networks");
        Add(map, "owner/offer", Acts.TransferHouse, OfferAsync, "user_id");
        Add(map, "owner/offered", Acts.ViewAccount, OfferedAsync);
        Add(map, "owner/accept", Acts.ChangeSignIn, AcceptAsync);
        Add(map, "owner/end_offer", Acts.ChangeSignIn, EndOfferAsync);
        Add(map, "tokens/create", Acts.ChangeSignIn, CreateTokenAsync, "client_name", "lifespan", "scope");
        Add(map, "tokens/limit", Acts.ChangeSignIn, LimitTokenAsync, "refresh_token_id", "scope");
    }

    private static void Add(CommandMap map, string name, string act, Func<CommandContext, Task<object?>> run, params string[] keys) =>
        HomeAuthCommands.Add(map, name, act, run, keys).Answers(ErrorCodes.GroupNotFound, "not_found", "No such group");

    private static object Permissions(CommandContext context) => Acts.All.Select(act => new
    {
        act.Name,
        Least = act.Level.ToString().ToLowerInvariant(),
        Scope = act.Scope.ToString().ToLowerInvariant(),
        Allowed = context.Token.Against(act.Name) is null,
        Reason = context.Token.Against(act.Name),
    });

    private static async Task<object?> ListGroupsAsync(CommandContext context) => (await context.Get<GroupRegistry>().ListAsync()).Select(group => new
    {
        group.Id,
        group.Name,
        SystemGenerated = group.IsBuiltIn,
        Policy = JsonDocument.Parse(group.Policy).RootElement,
        group.Members,
    });

    private static async Task<object?> CreateGroupAsync(CommandContext context) => new
    {
        GroupId = await context.Get<GroupRegistry>().CreateAsync(context.Fields.Text("name"), context.Fields.Any("policy").GetRawText(), context.Actor),
    };

    private static async Task<object?> UpdateGroupAsync(CommandContext context)
    {
        var fields = context.Fields;
        await context.Get<GroupRegistry>().UpdateAsync(
            fields.Text("group_id"), fields.OptionalText("name"), fields.Has("policy") ? fields.Any("policy").GetRawText() : null, context.Actor);
        return new { };
    }

    private static async Task<object?> RemoveGroupAsync(CommandContext context)
    {
        await context.Get<GroupRegistry>().RemoveAsync(context.Fields.Text("group_id"), context.Actor);
        return new { };
    }

    private static object Shape(SettingsInEffect settings) => new
    {
        settings.HouseName,
        TimeZone = settings.TimeZone.Id,
        settings.Saved.HomeNetworks,
        RefreshToken = (long)settings.Lifetimes.RefreshToken.TotalSeconds,
        BrowserSession = (long)settings.Lifetimes.BrowserSession.TotalSeconds,
        AccessToken = (long)settings.Lifetimes.AccessToken.TotalSeconds,
        History = (long)settings.Lifetimes.History.TotalSeconds,
        settings.Guard.IpBanEnabled,
        settings.Guard.LoginAttemptsThreshold,
        AllowedNetworks = settings.Guard.AllowedNetworks.Select(network => network.ToString()),
    };

    // Only what was sent; null gives a setting back to the configuration.
    private static async Task<object?> UpdateSettingsAsync(CommandContext context)
    {
        var fields = context.Fields;
        var (name, zone) = (fields.Has("house_name") ? fields.NullableText("house_name") : null, fields.Has("time_zone") ? fields.NullableText("time_zone") : null);
        var networks = IsGiven(fields, "home_networks") ? fields.OptionalTexts("home_networks") : null;
        var allowed = IsGiven(fields, "allowed_networks") ? fields.OptionalTexts("allowed_networks") : null;
        var bans = IsGiven(fields, "ip_ban_enabled") ? fields.OptionalFlag("ip_ban_enabled") : null;
        var threshold = IsGiven(fields, "login_attempts_threshold") ? fields.OptionalNumber("login_attempts_threshold") : null;
        await context.Get<SettingsChange>().ChangeAsync(
            saved => saved with
            {
                HouseName = fields.Has("house_name") ? name : saved.HouseName,
                TimeZone = fields.Has("time_zone") ? zone : saved.TimeZone,
                HomeNetworks = fields.Has("home_networks") ? networks : saved.HomeNetworks,
                IpBanEnabled = fields.Has("ip_ban_enabled") ? bans : saved.IpBanEnabled,
                LoginAttemptsThreshold = fields.Has("login_attempts_threshold") ? threshold : saved.LoginAttemptsThreshold,
                AllowedNetworks = fields.Has("allowed_networks") ? allowed : saved.AllowedNetworks,
            },
            context.Actor);
        return Shape(context.Get<HouseSettings>().Current);
    }

    private static bool IsGiven(JsonFields fields, string name) => fields.Has(name) && fields.Any(name).ValueKind != JsonValueKind.Null;

    private static async Task<object?> OfferAsync(CommandContext context)
    {
        await context.Get<OwnerOffers>().OfferAsync(context.Fields.Text("user_id"), context.Actor);
        return new { };
    }

    private static async Task<object?> OfferedAsync(CommandContext context) =>
        await context.Get<OwnerOffers>().FindAsync() is { } offer && (offer.OwnerId == context.Token.UserId || offer.HeirId == context.Token.UserId) ? offer : null;

    private static async Task<object?> AcceptAsync(CommandContext context)
    {
        await context.Get<OwnerOffers>().AcceptAsync(context.Actor);
        return new { };
    }

    private static async Task<object?> EndOfferAsync(CommandContext context) =>
        await context.Get<OwnerOffers>().EndAsync(context.Actor) ? new { } : throw new CommandException("not_found", "No offer");

    private static async Task<object?> CreateTokenAsync(CommandContext context)
    {
        var lifetime = TimeSpan.FromDays(Math.Clamp(context.Fields.Number("lifespan"), 0, RefreshTokenIssuer.LongestLife.Days + 1));
        var token = await context.Get<RefreshTokenIssuer>().CreateLongLivedAsync(
            context.Fields.Text("client_name"), lifetime, null, PeopleCommands.Scope(context.Fields), context.Actor);
        return context.Get<AccessTokens>().Mint(token);
    }

    private static async Task<object?> LimitTokenAsync(CommandContext context) =>
        await context.Get<RefreshTokenManager>().LimitAsync(
            context.Token.UserId, context.Fields.Text("refresh_token_id"), PeopleCommands.Scope(context.Fields), context.Actor)
            ? new { }
            : throw new CommandException("invalid_token_id", "Received invalid token");
}
