using System.Globalization;
using OtpNet;

namespace HomeAuth.Core.Mfa;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, thirty seconds. Computed by Otp.NET; the window is ours.</summary>
public static class Totp
{
    /// <summary>How long each code is shown.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private const int SecretBytes = 20;
    private const int Digits = 6;

    // One step to each side is accepted; this far is looked to tell somebody that a clock is wrong.
    private const int Accepted = 1;
    private const int LookedAt = 20;

    /// <summary>A new secret, base32.</summary>
    public static string NewSecret() => Base32Encoding.ToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The address that an authenticator app is set up with.</summary>
    public static string Address(string secret, string house, string account) =>
        new OtpUri(OtpType.Totp, secret, account, house, OtpHashMode.Sha1, Digits, (int)Step.TotalSeconds).ToString();

    /// <summary>The number of the step that a code belongs to, if it is at most one step away from now.</summary>
    public static long? Match(string secret, string code, DateTimeOffset now) => Find(secret, code, now, Accepted);

    /// <summary>How far the clock that made a code is ahead of ours, if it is off by less than about ten minutes; null if the code is just wrong.</summary>
    public static TimeSpan? Drift(string secret, string code, DateTimeOffset now) =>
        Find(secret, code, now, LookedAt) is { } step ? (step - StepOf(now)) * Step : null;

    /// <summary>The number of the step at a time.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The digits of what somebody typed, in whichever script, without blanks and dashes.</summary>
    public static string Normalize(string typed)
    {
        var plain = typed.Where(letter => !char.IsWhiteSpace(letter) && letter != '-');
        return string.Concat(plain.Select(letter => CharUnicodeInfo.GetDecimalDigitValue(letter) is >= 0 and var digit
            ? digit.ToString(CultureInfo.InvariantCulture)
            : letter.ToString()));
    }

    private static long? Find(string secret, string code, DateTimeOffset now, int window)
    {
        var typed = Normalize(code);
        return typed.Length == Digits
            && new OtpNet.Totp(Base32Encoding.ToBytes(secret), (int)Step.TotalSeconds, OtpHashMode.Sha1, Digits)
                .VerifyTotp(now.UtcDateTime, typed, out var step, new VerificationWindow(window, window))
            ? step
            : null;
    }
}
