using System.Net;
using HomeAuth.App.Authentication;
using HomeAuth.App.Operations;
using HomeAuth.Core;

namespace HomeAuth.App.Components.Help;

/// <summary>What a request itself shows of how its visitor reaches the house; nothing about anybody else.</summary>
/// <param name="Address">The address that we see.</param>
/// <param name="Proxies">The proxies of the household through which it came, from the visitor to us.</param>
/// <param name="IsHome">Whether the address is at home.</param>
/// <param name="IsHttps">Whether the browser speaks https, as far as we are told.</param>
/// <param name="Host">The name by which the house was asked.</param>
/// <param name="PasskeyObstacle">Why a passkey cannot work here: <c>plain</c>, <c>number</c>, <c>other_name</c>; null when nothing stands against it.</param>
public sealed record ConnectionFacts(
    IPAddress? Address, IReadOnlyList<IPAddress> Proxies, bool IsHome, bool IsHttps, string Host, string? PasskeyObstacle)
{
    /// <summary>Whether nothing encrypts the way: not for this machine itself, where nobody listens.</summary>
    public bool IsPlain { get; private init; }

    /// <summary>Reads them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="home">The household's own networks, null for private addresses.</param>
    /// <param name="address">The setting <c>HomeAuth:Address</c>, whose name passkeys belong to.</param>
    public static ConnectionFacts Of(HttpContext context, IReadOnlyList<IPNetwork>? home, string? address)
    {
        var request = context.Request;
        var seen = context.Connection.RemoteIpAddress;
        var isPlain = !request.IsHttps && !request.IsLoopbackHost();
        return new ConnectionFacts(
            seen, context.ForwardedVisit()?.Proxies ?? [], Networks.IsHome(seen, home), request.IsHttps, request.Host.Value ?? "", Obstacle(request, isPlain, address))
        {
            IsPlain = isPlain,
        };
    }

    private static string? Obstacle(HttpRequest request, bool isPlain, string? address) =>
        IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out _) ? "number"
        : isPlain ? "plain"
        : address is not null && !IsUnder(request.Host.Host, new Uri(address).Host) ? "other_name"
        : null;

    private static bool IsUnder(string host, string name) =>
        host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
}
