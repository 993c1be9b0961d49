using System.Runtime.CompilerServices;
using HomeAuth.Core.Data;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.History;

/// <summary>The history as people read it: their own, or everybody's for administrators; page by page, in whole, and as numbers per day.</summary>
public sealed class HistorySearch(HomeAuthDb db, Authority authority, TimeProvider time)
{
    /// <summary>Most events of one page.</summary>
    public const int LargestPage = 1000;

    private const long BucketSeconds = 15 * 60;

    /// <summary>One page, newest first; the next one begins before the id of its last event.</summary>
    /// <exception cref="HomeAuthException">It is somebody else's history, or everybody's, and not the actor's to read.</exception>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(
        HistoryQuery query, Actor actor, long? before = null, int count = 50, CancellationToken cancellationToken = default)
    {
        await RequireAsync(query, actor, cancellationToken);
        return await PageAsync(query, before, Math.Clamp(count, 1, LargestPage), cancellationToken);
    }

    /// <summary>All that is asked for, newest first, without ever holding all of it.</summary>
    /// <exception cref="HomeAuthException">As <see cref="ListAsync"/>, before the first event.</exception>
    public async IAsyncEnumerable<SecurityEvent> AllAsync(
        HistoryQuery query, Actor actor, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await RequireAsync(query, actor, cancellationToken);
        for (long? before = null; ;)
        {
            var page = await PageAsync(query, before, LargestPage, cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < LargestPage)
            {
                yield break;
            }

            before = page[^1].Id;
        }
    }

    /// <summary>Whether the actor may read what is asked for.</summary>
    /// <exception cref="HomeAuthException">They may not.</exception>
    public Task RequireAsync(HistoryQuery query, Actor actor, CancellationToken cancellationToken = default) =>
        // The history outlives its people, so nobody is looked up here.
        authority.RequireAsync(query.UserId == actor.UserId ? Acts.ViewAccount : Acts.ViewHistory, actor, null, cancellationToken);

    /// <summary>How many sign-ins and failures each of the last days had, today last; days without any are among them.</summary>
    /// <param name="zone">Whose days they are.</param>
    /// <param name="days">How many.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HomeAuthException">It is not the actor's to see.</exception>
    public async Task<IReadOnlyList<SignInDay>> DaysAsync(TimeZoneInfo zone, int days, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(new HistoryQuery(), actor, cancellationToken);
        var today = DayOf(time.GetUtcNow(), zone);
        var first = today.AddDays(1 - days);
        var start = HouseClock.First(zone, first.ToDateTime(TimeOnly.MinValue).Ticks);
        var counts = (await BucketsAsync(start, cancellationToken))
            .ToLookup(bucket => DayOf(DateTimeOffset.FromUnixTimeSeconds(bucket.Bucket * BucketSeconds), zone));
        return [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day => new SignInDay(
            day, counts[day].Where(bucket => bucket.Succeeded).Sum(bucket => bucket.Count), counts[day].Where(bucket => !bucket.Succeeded).Sum(bucket => bucket.Count)))];
    }

    // Quarters of an hour: every zone's days begin with one, and neither engine knows the zones of the other.
    private Task<List<Quarter>> BucketsAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        const string Type = SecurityEventTypes.Login;
        var micros = (start.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return (db.Database.IsNpgsql()
            ? db.Database.SqlQuery<Quarter>(
                $"""SELECT floor(extract(epoch FROM "At") / {BucketSeconds})::bigint AS "Bucket", "Succeeded", count(*)::int AS "Count" FROM "SecurityEvents" WHERE "Type" = {Type} AND "At" >= {start.ToUniversalTime()} GROUP BY 1, 2""")
            : db.Database.SqlQuery<Quarter>(
                $"""SELECT "At" / {BucketSeconds * 1_000_000} AS "Bucket", "Succeeded", count(*) AS "Count" FROM "SecurityEvents" WHERE "Type" = {Type} AND "At" >= {micros} GROUP BY 1, 2"""))
            .ToListAsync(cancellationToken);
    }

    private static DateOnly DayOf(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    private Task<List<SecurityEvent>> PageAsync(HistoryQuery query, long? before, int count, CancellationToken cancellationToken) =>
        query.Of(db.SecurityEvents.AsNoTracking()).Where(entry => before == null || entry.Id < before)
            .OrderByDescending(entry => entry.Id).Take(count).ToListAsync(cancellationToken);

    private sealed record Quarter(long Bucket, bool Succeeded, int Count);
}

/// <summary>The sign-ins of one day.</summary>
/// <param name="Day">The day, by the clock of the house.</param>
/// <param name="Succeeded">How many succeeded.</param>
/// <param name="Failed">How many did not.</param>
public sealed record SignInDay(DateOnly Day, int Succeeded, int Failed);
