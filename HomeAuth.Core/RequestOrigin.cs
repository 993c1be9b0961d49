using System.Net;
using HomeAuth.Core.Users;

namespace HomeAuth.Core;

/// <summary>Where a request comes from, as far as the connection itself tells.</summary>
/// <param name="Address">The peer's address, v4-mapped IPv6 already unwrapped; null when there is no connection.</param>
/// <param name="UserAgent">The program's own description of itself, untrusted and bounded in length.</param>
/// <param name="Url">Path and query that were asked for, without secrets; for the log.</param>
/// <param name="Device">What a browser was given when somebody signed in on it; null for a stranger.</param>
public sealed record RequestOrigin(IPAddress? Address, string? UserAgent, string? Url = null, string? Device = null)
{
    /// <summary>Longest user agent that is kept, in UTF-16 units.</summary>
    public const int MaxUserAgentLength = 400;

    /// <summary>The program itself: start-up, background work.</summary>
    public static RequestOrigin Internal { get; } = new(null, null);

    /// <summary>An origin with the address unwrapped and the user agent bounded.</summary>
    public static RequestOrigin From(IPAddress? address, string? userAgent, string? url = null, string? device = null)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return new(plain, Line(userAgent), Line(url), device);
    }

    private static string? Line(string? text) => string.IsNullOrWhiteSpace(text) ? null : PlainText.OneLine(text, MaxUserAgentLength);
}
