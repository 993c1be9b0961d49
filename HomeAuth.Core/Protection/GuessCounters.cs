using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Protection;

/// <summary>Counts wrong guesses: each counter grows, makes wait, and is forgotten. There are never many more of them than <see cref="Most"/>.</summary>
public sealed class GuessCounters(HomeAuthDb db, CounterRoom room, TimeProvider time)
{
    /// <summary>Most counters kept; those that would be forgotten first give way.</summary>
    public const int Most = 100_000;

    /// <summary>How long a counter is remembered after the last wrong guess, or after the ban that it led to.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>How long a guess has to wait for the slower of two counters; null for not at all.</summary>
    public async Task<TimeSpan?> WaitAsync(string key, string? other, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = await db.GuessCounters.AsNoTracking()
            .Where(counter => (counter.Key == key || counter.Key == other) && counter.BlockedUntil > now)
            .MaxAsync(counter => counter.BlockedUntil, cancellationToken);
        return until - now;
    }

    /// <summary>Counts one more, and makes wait from <paramref name="free"/> on. One UPDATE, so that guesses on other servers are not lost (Identity's own lockout loses them).</summary>
    /// <returns>How many there are now.</returns>
    public async Task<int> CountAsync(string key, int free)
    {
        var now = time.GetUtcNow();
        await db.GuessCounters.Where(counter => counter.Key == key && counter.ForgottenAt <= now).ExecuteDeleteAsync();
        while (await IncrementAsync(key, now) == 0)
        {
            await InsertIfMissingAsync(key, now);
        }

        var failures = await db.GuessCounters.Where(counter => counter.Key == key).Select(counter => counter.Failures).SingleAsync();
        if (failures >= free)
        {
            DateTimeOffset? until = now + Doubled(FirstWait, failures - free, LongestWait);
            await db.GuessCounters.Where(counter => counter.Key == key)
                .ExecuteUpdateAsync(set => set.SetProperty(counter => counter.BlockedUntil, until));
        }

        return failures;
    }

    /// <summary>Remembers a counter until long after a moment, such as the end of a ban.</summary>
    public Task RememberAsync(string key, DateTimeOffset moment)
    {
        var forgotten = moment + Memory;
        return db.GuessCounters.Where(counter => counter.Key == key).ExecuteUpdateAsync(set => set.SetProperty(counter => counter.ForgottenAt, forgotten));
    }

    /// <summary>Forgets a counter.</summary>
    public Task ForgetAsync(string key, CancellationToken cancellationToken = default) =>
        db.GuessCounters.Where(counter => counter.Key == key).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Forgets counters that have expired, and those that are too many.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await db.GuessCounters.Where(counter => counter.ForgottenAt <= now).ExecuteDeleteAsync(cancellationToken);
        await TrimAsync(cancellationToken);
    }

    /// <summary>Forgets those that are too many, if enough have been begun since that was last looked at. Outside of a transaction, since it may touch any counter.</summary>
    internal Task TrimIfDueAsync() => room.IsDue() ? TrimAsync(CancellationToken.None) : Task.CompletedTask;

    /// <summary>A time that doubles with each step, up to a longest.</summary>
    internal static TimeSpan Doubled(TimeSpan first, int steps, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(steps, 30)), longest.TotalSeconds));

    private Task<int> TrimAsync(CancellationToken cancellationToken) =>
        db.GuessCounters.OrderByDescending(counter => counter.ForgottenAt).ThenBy(counter => counter.Key).Skip(Most).ExecuteDeleteAsync(cancellationToken);

    private Task<int> IncrementAsync(string key, DateTimeOffset now)
    {
        var forgotten = now + Memory;
        return db.GuessCounters.Where(counter => counter.Key == key).ExecuteUpdateAsync(set => set
            .SetProperty(counter => counter.Failures, counter => counter.Failures + 1)
            .SetProperty(counter => counter.ForgottenAt, counter => counter.ForgottenAt > forgotten ? counter.ForgottenAt : forgotten));
    }

    // The same statement on both engines; two servers inserting at once are both content.
    private async Task InsertIfMissingAsync(string key, DateTimeOffset now)
    {
        var moment = db.Stored(now);
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "GuessCounters" ("Key", "Failures", "ForgottenAt") VALUES ({key}, 0, {moment}) ON CONFLICT DO NOTHING""");
        room.Note();
    }
}

/// <summary>Says when so many counters were begun that those in the database should be counted, which costs too much for each.</summary>
public sealed class CounterRoom
{
    private const int Slack = 1000;
    private int _begun;

    internal void Note() => Interlocked.Increment(ref _begun);

    internal bool IsDue()
    {
        var begun = Volatile.Read(ref _begun);
        return begun >= Slack && Interlocked.CompareExchange(ref _begun, 0, begun) == begun;
    }
}
