using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HomeAuth.Core.Protection;
using Microsoft.Extensions.Primitives;

namespace HomeAuth.App.Operations;

/// <summary>
/// What X-Forwarded-For, -Proto and -Host of a configured proxy mean, by Home Assistant's rules: from the right, the first address that is no proxy of ours is
/// the visitor; a proxy that says anything unclear is not believed at all. Forwarded (RFC 7239) is not used, as there.
/// </summary>
public static class ForwardedHeaders
{
    public const string For = "X-Forwarded-For";
    public const string Proto = "X-Forwarded-Proto";
    public const string Host = "X-Forwarded-Host";

    /// <summary>Reads the three headers of a request that has the first of them.</summary>
    /// <returns>Null when one of them is repeated, malformed, or does not fit the others.</returns>
    public static ForwardedVisit? Read(IHeaderDictionary headers, IPAddress peer, TrustedProxies proxies)
    {
        if (Addresses(headers[For]) is not { } addresses)
        {
            return null;
        }

        var client = addresses.FindLastIndex(address => !proxies.Contains(address));
        // All are ours: the left-most asked.
        client = Math.Max(client, 0);
        if (!TryReadScheme(headers[Proto], addresses.Count, client, out var scheme) || !TryReadHost(headers[Host], out var host))
        {
            return null;
        }

        return new ForwardedVisit(addresses[client], scheme, host, [.. addresses[(client + 1)..], peer]);
    }

    private static List<IPAddress>? Addresses(StringValues header)
    {
        if (header is not [{ } line])
        {
            return null;
        }

        var addresses = line.Split(',', StringSplitOptions.TrimEntries).Select(Address).ToList();
        return addresses.Contains(null) ? null : [.. addresses.Select(address => address!)];
    }

    // The runtime also reads 0x7f.1, 127.1 and octal 010.0.0.1; two readers must not read one address differently.
    private static IPAddress? Address(string text) =>
        !IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal) || text.StartsWith('[') ? null
        : address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text ? address : null
        : Plain(address);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool TryReadScheme(StringValues header, int addresses, int client, out string? scheme)
    {
        scheme = null;
        if (header.Count == 0)
        {
            return true;
        }

        if (header is not [{ } line])
        {
            return false;
        }

        // One word for all, or one for each address.
        var schemes = line.Split(',', StringSplitOptions.TrimEntries).Select(Scheme).ToList();
        if (schemes.Contains(null) || (schemes.Count != 1 && schemes.Count != addresses))
        {
            return false;
        }

        scheme = schemes.Count == 1 ? schemes[0] : schemes[client];
        return true;
    }

    // Traefik says wss of a WebSocket.
    private static string? Scheme(string text) => text.ToLowerInvariant() switch
    {
        "http" or "ws" => Uri.UriSchemeHttp,
        "https" or "wss" => Uri.UriSchemeHttps,
        _ => null,
    };

    private static bool TryReadHost(StringValues header, out HostString? host)
    {
        host = null;
        if (header.Count == 0)
        {
            return true;
        }

        // Kestrel has judged the letters of Host, and of this one nobody has.
        if (header is not [{ } line] || line.Trim() is not { Length: > 0 and <= 260 } text
            || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or ':' or '[' or ']')
            || !Uri.TryCreate(string.Create(CultureInfo.InvariantCulture, $"http://{text}/"), UriKind.Absolute, out _))
        {
            return false;
        }

        host = new HostString(text);
        return true;
    }
}

/// <summary>A visitor who came through proxies of the household.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Scheme">How they asked, <c>http</c> or <c>https</c>; null when the proxies do not say.</param>
/// <param name="Host">Whom they asked for; null when the proxies do not say.</param>
/// <param name="Proxies">Through whom, from the visitor to us; the last is the peer of the connection.</param>
public sealed record ForwardedVisit(IPAddress Client, string? Scheme, HostString? Host, IReadOnlyList<IPAddress> Proxies);
