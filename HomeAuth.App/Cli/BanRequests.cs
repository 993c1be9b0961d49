using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Cli;

/// <summary>The commands about bans. On the console everything is allowed that can be done at all.</summary>
public sealed class BanRequests(BanList bans, HouseSettings settings)
{
    private const int Most = 1000;

    /// <summary>Does one of them.</summary>
    /// <returns>What came of it; null for a command about something else.</returns>
    public async Task<CommandAnswer?> RunAsync(CommandRequest request, Func<Actor> actor, CancellationToken cancellationToken)
    {
        try
        {
            return request.Command switch
            {
                CommandRequest.ListBans => await ListAsync(cancellationToken),
                CommandRequest.AddBan => await AddAsync(request.User ?? "", request.For, actor(), cancellationToken),
                CommandRequest.LiftBan => await LiftAsync(request.User ?? "", actor(), cancellationToken),
                CommandRequest.ClearBans => Cleared(await bans.ClearAsync(actor(), cancellationToken)),
                _ => null,
            };
        }
        catch (HomeAuthException error)
        {
            throw new CommandException(error.Code switch
            {
                ErrorCodes.NetworkInvalid when Networks.Parse(request.User) is { PrefixLength: 0 } => $"{request.User} is everybody, you too; name a smaller range.",
                ErrorCodes.NetworkInvalid => $"\"{request.User}\" is neither an address nor a range such as 203.0.113.0/24.",
                ErrorCodes.BanRefused => "This machine itself and the house's own proxies cannot be banned.",
                ErrorCodes.BanTimeInvalid => "A ban lasts between a minute and ten years, or, without --for, for ever.",
                ErrorCodes.TooManyBans => $"There are {BanList.MostByHand} bans by hand already; lift some.",
                _ => $"This was refused: {error.Code}.",
            });
        }
    }

    /// <summary>A time such as 90m, 12h, 1d or 2w.</summary>
    private static TimeSpan Length(string text)
    {
        var minutes = text.Length == 0 ? 0 : text[^1] switch { 'm' => 1, 'h' => 60, 'd' => 24 * 60, 'w' => 7 * 24 * 60, _ => 0 };
        return minutes > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromMinutes((double)number * minutes)
            : throw new CommandException($"\"{text}\" is no length of time; give one such as 90m, 12h, 1d or 2w.");
    }

    private static CommandAnswer Cleared(int count) => new(true, count == 0 ? "Nobody is banned." : $"Lifted {count}.");

    private async Task<CommandAnswer> AddAsync(string typed, string? length, Actor actor, CancellationToken cancellationToken)
    {
        await bans.AddAsync(typed, length is null ? null : Length(length), actor, cancellationToken);
        return new CommandAnswer(true, settings.Current.Guard.IpBanEnabled
            ? $"{typed} is kept out{(length is null ? "" : " for " + length)}. Who is signed in there stays so; disable an account, or sign it out, to end that."
            : $"{typed} is on the list, but bans are switched off in the settings.");
    }

    private async Task<CommandAnswer> LiftAsync(string typed, Actor actor, CancellationToken cancellationToken) =>
        await bans.LiftAsync(typed, actor, cancellationToken)
            ? new CommandAnswer(true, $"{typed} is let in again.")
            : throw new CommandException(await bans.CoveringAsync(typed, cancellationToken) is { } range
                ? $"{typed} is kept out with all of {range}; \"bans lift {range}\" lets all of it in again."
                : $"{typed} is not banned; \"bans list\" says who is.");

    private async Task<CommandAnswer> ListAsync(CancellationToken cancellationToken)
    {
        var all = await bans.ListAsync(Most, cancellationToken);
        if (all.Count == 0)
        {
            return new CommandAnswer(true, "Nobody is banned.");
        }

        var rows = all.Select(ban => new[]
        {
            ban.Network, Moment(ban.Since), ban.Until is { } until ? Moment(until) : "for ever",
            ban.Failures is { } failures ? $"{failures} wrong guesses" : $"by {ban.ActorName ?? "hand"}",
        }).Prepend(["ADDRESS", "SINCE", "UNTIL", "WHY"]).ToList();
        return new CommandAnswer(true, ConsoleTable.Of(rows));
    }

    private string Moment(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, settings.Current.TimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
