using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Protection;

namespace HomeAuth.App.Authentication;

/// <summary>What a request itself tells about where it comes from.</summary>
public static class RequestOrigins
{
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP"];

    public static RequestOrigin Origin(this HttpContext context) =>
        RequestOrigin.From(context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent, context.Request.UrlWithoutSecrets(), context.Device());

    /// <summary>
    /// Whether somebody sits at this very machine: the peer is loopback, the browser was told a loopback host (a rebound DNS name is not one),
    /// and no proxy says that it passed something on, nor may be one that says nothing: one that is configured, or that speaks HTTP/1.0, as nginx does unless
    /// told otherwise and browsers do not.
    /// </summary>
    public static bool IsTrulyLocal(this HttpContext context) =>
        Networks.IsThisMachine(context.Connection.RemoteIpAddress)
        && context.Request.IsLoopbackHost()
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && !context.RequestServices.GetRequiredService<TrustedProxies>().Contains(context.Connection.RemoteIpAddress)
        && !context.IsForwarded();

    /// <summary>Whether some proxy says that it passed the request on.</summary>
    public static bool IsForwarded(this HttpContext context) => Array.Exists(ForwardingHeaders, context.Request.Headers.ContainsKey);

    /// <summary>
    /// Whether the page that makes this request is our own, as far as the browser tells. Programs send no Origin.
    /// </summary>
    public static bool IsSameOrigin(this HttpRequest request) => request.Headers.Origin.Count == 0 || request.IsAskedAt(request.Headers.Origin);

    /// <summary>
    /// Whether an origin is the one under which this request reaches us. The scheme is compared where it is known: a proxy that ends TLS and does not say so makes
    /// http of the browser's https.
    /// </summary>
    public static bool IsAskedAt(this HttpRequest request, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var origin)
            && (origin.Scheme == request.Scheme || !(request.IsHttps || request.HttpContext.ForwardedVisit() is { Scheme: not null }))
            && origin.Authority.Equals(new HostString(request.Host.Value ?? "") is { Port: 80 or 443 } host ? host.Host : request.Host.Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the request names a host that can be a host at all.</summary>
    public static bool HasValidHost(this HttpRequest request) =>
        !request.Host.HasValue || Uri.TryCreate($"{request.Scheme}://{request.Host.Value}/", UriKind.Absolute, out _);

    /// <summary>Whether the browser was told a host that is this machine itself.</summary>
    public static bool IsLoopbackHost(this HttpRequest request) =>
        request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && Networks.IsThisMachine(address));
}
