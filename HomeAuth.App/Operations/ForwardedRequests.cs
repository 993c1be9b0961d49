using System.Net;
using HomeAuth.App.Components.Help;
using HomeAuth.Core.Protection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HomeAuth.App.Operations;

/// <summary>
/// Puts the visitor in the place of the proxy, before anything looks at the connection; a proxy that is not configured is refused and told so, because behind it
/// every visitor would be one and the same.
/// </summary>
/// <remarks>
/// Not by ASP.NET's ForwardedHeadersMiddleware: it ignores a proxy that it does not know without a word, takes the left of what is malformed, believes repeated
/// headers, and reads no further than one hop unless told how many there are; Home Assistant's rules, which programs and guides count on, answer 400 to all of these.
/// </remarks>
public static class ForwardedRequests
{
    /// <summary>The first in the pipeline.</summary>
    public static void UseForwardedRequests(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<TrustedProxies>();
        var refusals = app.ApplicationServices.GetRequiredService<ProxyRefusals>();
        app.Use((context, next) =>
        {
            // A proxy at a Unix socket has no address by which it could be trusted; then nothing is read, and nobody is at home.
            if (context.Connection.RemoteIpAddress is { } peer)
            {
                Decide(context, peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer, proxies, refusals);
            }

            return next(context);
        });
    }

    /// <summary>
    /// Answers what was refused, after routing: the program's own files pass, without which the page that explains it would be bare. Nothing else runs, no session is looked at.
    /// </summary>
    public static void UseProxyRefusals(this IApplicationBuilder app) => app.MapWhen(
        context => context.ProxyRefusal() is not null && context.GetEndpoint()?.Metadata.GetMetadata<StaticFileMark>() is null,
        branch =>
        {
            branch.UseRequestLocalization();
            branch.Run(AnswerAsync);
        });

    /// <summary>How the visitor came through proxies of the household; null when the connection is their own.</summary>
    public static ForwardedVisit? ForwardedVisit(this HttpContext context) => context.Items[typeof(ForwardedVisit)] as ForwardedVisit;

    /// <summary>Why what a proxy said is not accepted; null when it is, or when nothing was said.</summary>
    public static ProxyRefusal? ProxyRefusal(this HttpContext context) => context.Items[typeof(ProxyRefusal)] as ProxyRefusal;

    private static void Decide(HttpContext context, IPAddress peer, TrustedProxies proxies, ProxyRefusals refusals)
    {
        context.Connection.RemoteIpAddress = peer;
        var headers = context.Request.Headers;
        if (!headers.ContainsKey(ForwardedHeaders.For))
        {
            return;
        }

        var refused = proxies.Count == 0 ? ProxyRefusals.NotConfigured : !proxies.Contains(peer) ? ProxyRefusals.Untrusted : null;
        var visit = refused is null ? ForwardedHeaders.Read(headers, peer, proxies) : null;
        if (visit is null)
        {
            context.Items[typeof(ProxyRefusal)] = refusals.Note(peer, refused ?? ProxyRefusals.Malformed);
            return;
        }

        context.Items[typeof(ForwardedVisit)] = visit;
        context.Connection.RemoteIpAddress = visit.Client;
        context.Request.Scheme = visit.Scheme ?? context.Request.Scheme;
        context.Request.Host = visit.Host ?? context.Request.Host;
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var refusal = context.ProxyRefusal()!;
        context.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsGet(context.Request.Method) || !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync($"400: Bad Request\n{ProxyRefusals.Explain(refusal)}\n");
        }

        _ = context.Nonce();
        return new RazorComponentResult<ProxyRefusedPage>(new { Refusal = refusal }) { StatusCode = StatusCodes.Status400BadRequest }.ExecuteAsync(context);
    }
}
