using HomeAuth.Core;
using HomeAuth.Core.Protection;

namespace HomeAuth.App.Authentication;

/// <summary>What a request itself tells about where it comes from.</summary>
public static class RequestOrigins
{
    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP"];

    public static RequestOrigin Origin(this HttpContext context) =>
        RequestOrigin.From(context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent);

    /// <summary>
    /// Whether somebody sits at this very machine: the peer is loopback, the browser was told a loopback host (a rebound DNS name is not one),
    /// and no proxy says that it passed something on.
    /// </summary>
    public static bool IsTrulyLocal(this HttpContext context) =>
        Networks.IsThisMachine(context.Connection.RemoteIpAddress)
        && IsLoopbackHost(context.Request.Host.Host)
        && !Array.Exists(ForwardingHeaders, context.Request.Headers.ContainsKey);

    /// <summary>Whether the page that makes this request is our own, as far as the browser tells. Programs send no Origin.</summary>
    public static bool IsSameOrigin(this HttpRequest request) =>
        request.Headers.Origin.Count == 0
        || string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && Networks.IsThisMachine(address));
}
