using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Protection;

/// <summary>Slows guessing, per target and per address: after some wrong guesses each further one doubles the wait. Counts survive a restart and expire.</summary>
/// <remarks>This machine itself is never made to wait for its address, since behind a proxy everybody may seem to be it; targets always count.</remarks>
public sealed class GuessProtection(HomeAuthDb db, GuessGates gates, TimeProvider time, IOptions<HomeAuthOptions> options)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>The target for guesses at the password of whoever has this normalized username, known or not.</summary>
    public static string Account(string normalizedUsername) => "account:" + Digest(normalizedUsername);

    /// <summary>The target for guesses at the second factors and recovery codes of a user whose password was right. A right password does not forgive them.</summary>
    public static string SecondFactor(string userId) => "mfa:" + userId;

    /// <summary>The target for guesses by somebody who is signed in as a user and asked again who they are.</summary>
    public static string Reauthentication(string userId) => "reauth:" + userId;

    /// <summary>The target for guesses at a secret that no account has, such as the setup code.</summary>
    public static string Secret(string name, RequestOrigin origin) => $"{name}:{(origin.Address is { } address ? Networks.Household(address) : "local")}";

    /// <summary>Runs one guess, unless its target or address has to wait, and counts it when it was wrong.</summary>
    /// <param name="target">What is guessed at, see <see cref="Account"/> and <see cref="Secret"/>.</param>
    /// <param name="origin">Where the guess comes from.</param>
    /// <param name="guess">Verifies the guess; null means wrong.</param>
    /// <param name="onWrong">Adds what is to be written together with the count.</param>
    /// <param name="cancellationToken">Ends the wait for one's turn.</param>
    public async Task<GuessOutcome<T>> TryAsync<T>(
        string target, RequestOrigin origin, Func<Task<T?>> guess, Action onWrong, CancellationToken cancellationToken)
        where T : class
    {
        var address = origin.Address is { } ip && !Networks.IsThisMachine(ip) ? "address:" + Networks.Household(ip) : null;
        using var turn = await gates.EnterAsync(target, address, cancellationToken);
        if (await WaitAsync(target, address, cancellationToken) is { } wait)
        {
            return new(null, wait);
        }

        if (await guess() is { } right)
        {
            // Only the account is forgiven: a spray over many accounts is not excused by the one that worked.
            await db.GuessCounters.Where(counter => counter.Key == target).ExecuteDeleteAsync(CancellationToken.None);
            return new(right, null);
        }

        // Not cancellable: whoever hangs up has guessed all the same.
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await CountAsync(target, options.Value.Limits.GuessesPerAccount);
        if (address is not null)
        {
            await CountAsync(address, options.Value.Protection.LoginAttemptsThreshold);
        }

        onWrong();
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return new(null, null);
    }

    /// <summary>Forgets the wrong guesses at a target: whoever proved otherwise that it is theirs need not wait for what strangers did.</summary>
    public Task ForgiveAsync(string target, CancellationToken cancellationToken = default) =>
        db.GuessCounters.Where(counter => counter.Key == target).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Forgets counters that have expired.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return db.GuessCounters.Where(counter => counter.ForgottenAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<TimeSpan?> WaitAsync(string target, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = await db.GuessCounters.AsNoTracking()
            .Where(counter => (counter.Key == target || counter.Key == address) && counter.BlockedUntil > now)
            .MaxAsync(counter => counter.BlockedUntil, cancellationToken);
        return until - now;
    }

    // One UPDATE counts, so that guesses on other servers of the house are not lost (Identity's own lockout loses them).
    private async Task CountAsync(string key, int free)
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
            var wait = TimeSpan.FromSeconds(Math.Min(FirstWait.TotalSeconds * Math.Pow(2, Math.Min(failures - free, 30)), LongestWait.TotalSeconds));
            DateTimeOffset? until = now + wait;
            await db.GuessCounters.Where(counter => counter.Key == key)
                .ExecuteUpdateAsync(set => set.SetProperty(counter => counter.BlockedUntil, until));
        }
    }

    private Task<int> IncrementAsync(string key, DateTimeOffset now)
    {
        var forgotten = now + Memory;
        return db.GuessCounters.Where(counter => counter.Key == key).ExecuteUpdateAsync(set => set
            .SetProperty(counter => counter.Failures, counter => counter.Failures + 1)
            .SetProperty(counter => counter.ForgottenAt, forgotten));
    }

    // The same statement on both engines; two servers inserting at once are both content.
    private Task<int> InsertIfMissingAsync(string key, DateTimeOffset now) => db.Database.ExecuteSqlRawAsync(
        """INSERT INTO "GuessCounters" ("Key", "Failures", "ForgottenAt") VALUES ({0}, 0, {1}) ON CONFLICT DO NOTHING""",
        key,
        db.Stored(now));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]);
}

/// <summary>How a guess ended: right, wrong, or not looked at because it has to wait.</summary>
/// <param name="Right">What the right guess gave; null otherwise.</param>
/// <param name="RetryAfter">How long to wait, when the guess was not looked at.</param>
public sealed record GuessOutcome<T>(T? Right, TimeSpan? RetryAfter)
    where T : class;
