using System.Net;
using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using HomeAuth.Core.Settings;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Protection;

/// <summary>
/// Slows guessing, per target and per address: after some wrong guesses each further one doubles the wait, and an address is banned for a while.
/// Nothing is locked for ever. Whoever comes with a browser on which the target's person has signed in passes both, until that browser itself guesses wrong.
/// </summary>
/// <remarks>
/// Only guesses count: passwords, codes, names that nobody has. Tokens that are missing, old or revoked are none. This machine itself, proxies of the house and
/// allowed networks are never counted as addresses; targets always count.
/// </remarks>
public sealed class GuessProtection(
    HomeAuthDb db,
    GuessCounters counters,
    GuessGates gates,
    AddressBans bans,
    BanList banList,
    KnownDevices devices,
    LoginLog log,
    HouseSettings settings,
    TimeProvider time,
    IOptions<HomeAuthOptions> options)
{
    // For bans without an end, which nobody is told the end of.
    private static readonly TimeSpan LongWait = TimeSpan.FromDays(1);

    private int Free => options.Value.Limits.GuessesPerAccount;

    /// <summary>Guesses at the password of whoever has this normalized username, known or not.</summary>
    /// <param name="normalizedUsername">The name.</param>
    /// <param name="userId">Whose name it is; null for nobody's.</param>
    public static GuessTarget Account(string normalizedUsername, string? userId = null) => new("account:" + Digest(normalizedUsername), userId);

    /// <summary>Guesses at the second factors and recovery codes of a user whose password was right. A right password does not forgive them.</summary>
    public static GuessTarget SecondFactor(string userId) => new("mfa:" + userId, userId);

    /// <summary>Guesses by somebody who is signed in as a user and asked again who they are.</summary>
    public static GuessTarget Reauthentication(string userId) => new("reauth:" + userId, userId, IsSignedIn: true);

    /// <summary>Guesses at the current password by somebody who is signed in. Counted apart from the sign-in page: a stranger there cannot keep them from changing it.</summary>
    public static GuessTarget PasswordChange(string userId) => new("password_change:" + userId, userId, IsSignedIn: true);

    /// <summary>Guesses at a secret that no account has, such as the setup code.</summary>
    public static GuessTarget Secret(string name, RequestOrigin origin) => new($"{name}:{(origin.Address is { } address ? Networks.Household(address) : "local")}");

    /// <summary>What the wrong guesses from an address are counted against.</summary>
    internal static string AddressKey(IPAddress address) => "address:" + Networks.Household(address);

    /// <summary>Runs one guess, unless its target or address has to wait, and counts it when it was wrong.</summary>
    /// <param name="target">What is guessed at.</param>
    /// <param name="origin">Where the guess comes from.</param>
    /// <param name="guess">Verifies the guess; null means wrong.</param>
    /// <param name="onWrong">Adds what is to be written together with the count.</param>
    /// <param name="cancellationToken">Ends the wait for one's turn.</param>
    public async Task<GuessOutcome<T>> TryAsync<T>(
        GuessTarget target, RequestOrigin origin, Func<Task<T?>> guess, Action onWrong, CancellationToken cancellationToken)
        where T : class
    {
        // Asked for names that nobody has too: the same work for all.
        if (!target.IsSignedIn && await devices.IsKnownAsync(origin, target.UserId ?? "", cancellationToken)
            && await TryKnownAsync(target, origin, guess, onWrong, cancellationToken) is { } outcome)
        {
            return outcome;
        }

        var address = Counted(target, origin);
        using var turn = await gates.EnterAsync(target.Key, address, cancellationToken);
        if (await counters.WaitAsync(target.Key, address, cancellationToken) is var wait && Longer(wait, target.IsSignedIn ? null : Banned(origin)) is { } longer)
        {
            return new(null, longer);
        }

        if (await guess() is { } right)
        {
            // Only the account is forgiven: a spray over many accounts is not excused by the one that worked.
            await counters.ForgetAsync(target.Key, CancellationToken.None);
            return new(right, null);
        }

        await CountAsync(target, origin, address, onWrong);
        return new(null, null);
    }

    /// <summary>Forgets the wrong guesses at a target: whoever proved otherwise that it is theirs need not wait for what strangers did.</summary>
    public Task ForgiveAsync(GuessTarget target, CancellationToken cancellationToken = default) => counters.ForgetAsync(target.Key, cancellationToken);

    /// <summary>Forgets what has expired, and what is too much.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        await counters.PurgeAsync(cancellationToken);
        await banList.PurgeAsync(cancellationToken);
        await devices.PurgeAsync(cancellationToken);
    }

    // Null when the browser has guessed wrong too often itself, and is a stranger's until its own wait ends.
    private async Task<GuessOutcome<T>?> TryKnownAsync<T>(
        GuessTarget target, RequestOrigin origin, Func<Task<T?>> guess, Action onWrong, CancellationToken cancellationToken)
        where T : class
    {
        var key = "device:" + Digest(origin.Device + " " + target.Key);
        using var turn = await gates.EnterAsync(key, null, cancellationToken);
        if (await counters.WaitAsync(key, null, cancellationToken) is not null)
        {
            return null;
        }

        if (await guess() is { } right)
        {
            // What strangers have guessed at the account still slows them.
            await counters.ForgetAsync(key, CancellationToken.None);
            return new(right, null);
        }

        await CountAsync(new GuessTarget(key), origin, null, onWrong);
        return new(null, null);
    }

    // Not cancellable: whoever hangs up has guessed all the same.
    private async Task CountAsync(GuessTarget target, RequestOrigin origin, string? address, Action onWrong)
    {
        var isBanned = false;
        await using (var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None))
        {
            await counters.CountAsync(target.Key, Free);
            if (address is not null)
            {
                isBanned = await CountAddressAsync(address, origin);
            }

            onWrong();
            await db.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        await counters.TrimIfDueAsync();
        if (!target.IsSignedIn)
        {
            log.Failed(origin);
        }

        if (isBanned)
        {
            var network = Networks.HouseholdNetwork(origin.Address!);
            log.Banned(Networks.Written(network));
            await banList.TellAsync(network.ToString(), null);
        }
    }

    private async Task<bool> CountAddressAsync(string address, RequestOrigin origin)
    {
        var guard = settings.Current.Guard;
        var failures = await counters.CountAsync(address, guard.LoginAttemptsThreshold);
        if (!guard.IpBanEnabled || failures < guard.LoginAttemptsThreshold)
        {
            return false;
        }

        await counters.RememberAsync(address, await banList.BanAsync(origin, failures, guard.LoginAttemptsThreshold));
        return true;
    }

    private string? Counted(GuessTarget target, RequestOrigin origin) =>
        origin.Address is { } address && !target.IsSignedIn && settings.Current.Guard.LoginAttemptsThreshold != ProtectionOptions.Never && !bans.IsExempt(address)
            ? AddressKey(address)
            : null;

    private TimeSpan? Banned(RequestOrigin origin) => bans.Find(origin.Address) is { } ban ? ban.Until - time.GetUtcNow() ?? LongWait : null;

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one > other || other is null ? one : other;

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]);
}

/// <summary>How a guess ended: right, wrong, or not looked at because it has to wait.</summary>
/// <param name="Right">What the right guess gave; null otherwise.</param>
/// <param name="RetryAfter">How long to wait, when the guess was not looked at.</param>
public sealed record GuessOutcome<T>(T? Right, TimeSpan? RetryAfter)
    where T : class;
