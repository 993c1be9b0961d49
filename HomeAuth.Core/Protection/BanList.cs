using System.Globalization;
using System.Net;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Protection;

/// <summary>The table of bans: what wrong guesses and administrators write, and what they see.</summary>
public sealed class BanList(HomeAuthDb db, AddressBans bans, GuessCounters counters, Authority authority, HouseEvents events, SecurityHistory history, TimeProvider time)
{
    /// <summary>Most bans for wrong guesses; those that end first give way.</summary>
    public const int MostAutomatic = 10_000;

    /// <summary>Most bans by hand.</summary>
    public const int MostByHand = 1000;

    /// <summary>Shortest ban by hand.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Longest ban by hand, short of for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly TimeSpan FirstBan = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestBan = TimeSpan.FromHours(24);

    /// <summary>The bans in effect, newest first.</summary>
    /// <param name="most">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<BanView>> ListAsync(int most, CancellationToken cancellationToken = default)
    {
        var rows = await InEffect().OrderByDescending(ban => ban.Since).ThenBy(ban => ban.Network).Take(most)
            .Select(ban => new { Ban = ban, Actor = db.Users.Where(user => user.Id == ban.ActorId).Select(user => user.Name).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new BanView(Networks.Written(IPNetwork.Parse(row.Ban.Network)), row.Ban.Since, row.Ban.Until, row.Ban.Failures, row.Actor))];
    }

    /// <summary>How many bans are in effect.</summary>
    public Task<int> CountAsync(CancellationToken cancellationToken = default) => InEffect().CountAsync(cancellationToken);

    /// <summary>Keeps an address or a range out; one that is kept out already, from now on as said here.</summary>
    /// <param name="typed">The address or range.</param>
    /// <param name="length">For how long; null for ever.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">The actor may not; it is no address; it holds this machine, a proxy, or the actor's own address; it is too long, or one too many.</exception>
    public async Task AddAsync(string typed, TimeSpan? length, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSettings, actor, null, cancellationToken);
        var range = Networks.Parse(typed) is { PrefixLength: > 0 } parsed ? parsed : throw new HomeAuthException(ErrorCodes.NetworkInvalid, "network");
        if (bans.IsOurs(range) || Networks.Contains([range], actor.Origin.Address))
        {
            throw new HomeAuthException(ErrorCodes.BanRefused, "network");
        }

        if (length < Shortest || length > Longest)
        {
            throw new HomeAuthException(ErrorCodes.BanTimeInvalid, "seconds");
        }

        if (await db.AddressBans.CountAsync(ban => ban.Failures == null, cancellationToken) >= MostByHand)
        {
            throw new HomeAuthException(ErrorCodes.TooManyBans, "network");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Whoever sits at the console is nobody in particular.
        await WriteAsync(range.ToString(), time.GetUtcNow() + length, null, actor.Origin == RequestOrigin.Internal ? null : actor.UserId);
        history.Add(SecurityEventTypes.BanAdded, null, actor, detail: Networks.Written(range));
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        await TellAsync(range.ToString(), actor.UserId);
    }

    /// <summary>Lets an address or a range in again, at once, and forgets what it has guessed.</summary>
    /// <param name="typed">The range as it was banned, or an address of a household that is.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>False when there is no such ban.</returns>
    /// <exception cref="HomeAuthException">The actor may not, or it is no address.</exception>
    public async Task<bool> LiftAsync(string typed, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSettings, actor, null, cancellationToken);
        var range = Networks.Parse(typed) ?? throw new HomeAuthException(ErrorCodes.NetworkInvalid, "network");
        var (written, household) = (range.ToString(), Networks.HouseholdNetwork(range.BaseAddress).ToString());
        var isAddress = range.PrefixLength == range.BaseAddress.GetAddressBytes().Length * 8;
        var found = await db.AddressBans.Where(ban => ban.Network == written || (isAddress && ban.Network == household))
            .Select(ban => ban.Network).ToListAsync(cancellationToken);
        await LiftAsync(found, actor, cancellationToken);
        return found.Count > 0;
    }

    /// <summary>The range by which an address is kept out now, as it was entered; null when it is not.</summary>
    public async Task<string?> CoveringAsync(string typed, CancellationToken cancellationToken = default) =>
        Networks.Parse(typed) is { } range
            ? (await InEffect().Select(ban => ban.Network).ToListAsync(cancellationToken)).Select(network => IPNetwork.Parse(network))
                .Where(network => network.PrefixLength <= range.PrefixLength && network.Contains(range.BaseAddress)).Select(Networks.Written).FirstOrDefault()
            : null;

    /// <summary>Lets everybody in again.</summary>
    /// <returns>How many bans there were.</returns>
    /// <exception cref="HomeAuthException">The actor may not.</exception>
    public async Task<int> ClearAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSettings, actor, null, cancellationToken);
        var found = await db.AddressBans.Select(ban => ban.Network).ToListAsync(cancellationToken);
        await LiftAsync(found, actor, cancellationToken);
        return found.Count;
    }

    /// <summary>Writes a ban for wrong guesses into the caller's transaction: five minutes, doubled with each further guess, a day at most.</summary>
    /// <returns>Until when.</returns>
    internal async Task<DateTimeOffset> BanAsync(RequestOrigin origin, int failures, int threshold)
    {
        var network = Networks.HouseholdNetwork(origin.Address!).ToString();
        var until = time.GetUtcNow() + GuessCounters.Doubled(FirstBan, failures - threshold, LongestBan);
        await WriteAsync(network, until, failures, null);
        history.Add(SecurityEventTypes.AddressBanned, null, origin, detail: failures.ToString(CultureInfo.InvariantCulture));
        return until;
    }

    /// <summary>Lets this server and the others know of a change that is committed.</summary>
    internal async Task TellAsync(string network, string? actorId)
    {
        await bans.RefreshAsync(network);
        await events.PublishAsync(db, new BansChanged(network, EventContext.Of(actorId)));
    }

    /// <summary>Forgets bans that are over, and those that are too many.</summary>
    internal async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var gone = await db.AddressBans.Where(ban => ban.Until <= now).ExecuteDeleteAsync(cancellationToken);
        gone += await db.AddressBans.Where(ban => ban.Failures != null)
            .OrderByDescending(ban => ban.Until).ThenBy(ban => ban.Network).Skip(MostAutomatic).ExecuteDeleteAsync(cancellationToken);
        if (gone > 0)
        {
            await bans.LoadAsync(cancellationToken);
        }
    }

    private IQueryable<AddressBan> InEffect()
    {
        var now = time.GetUtcNow();
        return db.AddressBans.AsNoTracking().Where(ban => ban.Until == null || ban.Until > now);
    }

    private async Task LiftAsync(List<string> found, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var network in found)
        {
            var range = IPNetwork.Parse(network);
            await db.AddressBans.Where(ban => ban.Network == network).ExecuteDeleteAsync(cancellationToken);
            await counters.ForgetAsync(GuessProtection.AddressKey(range.BaseAddress), cancellationToken);
            history.Add(SecurityEventTypes.BanLifted, null, actor, detail: Networks.Written(range));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        foreach (var network in found)
        {
            await TellAsync(network, actor.UserId);
        }
    }

    // A ban by hand is not shortened by wrong guesses: whoever entered it meant it.
    private Task<int> WriteAsync(string network, DateTimeOffset? until, int? failures, string? actorId)
    {
        var now = time.GetUtcNow();
        var (since, end) = (db.Stored(now), until is { } moment ? db.Stored(moment) : null);
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "AddressBans" ("Network", "Since", "Until", "Failures", "ActorId") VALUES ({network}, {since}, {end}, {failures}, {actorId})
            ON CONFLICT ("Network") DO UPDATE SET "Since" = excluded."Since", "Until" = excluded."Until", "Failures" = excluded."Failures", "ActorId" = excluded."ActorId"
            WHERE excluded."Failures" IS NULL OR "AddressBans"."Failures" IS NOT NULL OR "AddressBans"."Until" <= excluded."Since"
            """);
    }
}

/// <summary>A ban as people see it.</summary>
/// <param name="Network">The address or range.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">Until when; null for ever.</param>
/// <param name="Failures">For how many wrong guesses; null when somebody entered it by hand.</param>
/// <param name="ActorName">Who entered it; null for nobody, or somebody who is gone.</param>
public sealed record BanView(string Network, DateTimeOffset Since, DateTimeOffset? Until, int? Failures, string? ActorName);
