using System.Globalization;
using System.Web;
using OtpNet;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>An authenticator app on somebody's phone. Each code is shown once, as the house takes each but once: the next one is of the next step.</summary>
public sealed class AuthenticatorApp(string address)
{
    private readonly byte[] _secret = Base32Encoding.ToBytes(HttpUtility.ParseQueryString(new Uri(address).Query)["secret"]);
    private long _last = long.MinValue;

    /// <summary>What the app calls it.</summary>
    public string Label { get; } = Uri.UnescapeDataString(new Uri(address).AbsolutePath.TrimStart('/'));

    /// <summary>A code that was not shown before: of this half minute, or of the next.</summary>
    public string Next(TimeProvider? time = null)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        _last = Math.Max(_last + 1, now.ToUnixTimeSeconds() / 30);
        return new Totp(_secret).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(_last * 30).UtcDateTime);
    }

    public static string Wrong(string code) => ((int.Parse(code, CultureInfo.InvariantCulture) + 1) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
}
