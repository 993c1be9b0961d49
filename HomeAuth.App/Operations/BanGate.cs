using System.Globalization;
using HomeAuth.App.Api.Http;
using HomeAuth.App.Authentication;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Protection;
using Microsoft.AspNetCore.Authentication;

namespace HomeAuth.App.Operations;

/// <summary>
/// Keeps banned addresses out, before anything else is done for them. A family behind one address is not kept out by one of its members: whoever shows a session, an
/// access token or a browser on which somebody has signed in passes, and so do the doors where nothing counts but a token. People are led to a page that says why.
/// </summary>
public static class BanGate
{
    /// <summary>The page for people.</summary>
    public const string Path = "/banned";

    private static readonly object Mark = new();

    // Refresh tokens and codes are no guesses, and a socket shows its token only when it is open.
    private static readonly PathString[] TokenDoors = ["/auth/token", "/auth/revoke", "/api/websocket"];

    private static readonly string[] FilesOfPages = [".css", ".js", ".svg"];

    public static void UseBanGate(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.RequestServices.GetRequiredService<AddressBans>().Find(context.Connection.RemoteIpAddress) is not { } ban
            || IsOpen(context.Request) || await IsFamilyAsync(context))
        {
            await next(context);
            return;
        }

        context.Response.Headers.RetryAfter = Seconds(context, ban)?.ToString(CultureInfo.InvariantCulture);
        if (WantsPage(context.Request))
        {
            // The page itself says 403; whatever was to be done is not.
            context.Items[Mark] = ban;
            (context.Request.Method, context.Request.Path, context.Request.QueryString) = (HttpMethods.Get, Path, QueryString.Empty);
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await WireErrors.Message(StatusCodes.Status403Forbidden, "Too many wrong guesses came from this address", ErrorCodes.AddressBanned).ExecuteAsync(context);
    });

    /// <summary>The ban for which this request shows the page; null when it came by itself.</summary>
    public static ActiveBan? Ban(this HttpContext context) => context.Items[Mark] as ActiveBan;

    private static bool IsOpen(HttpRequest request) =>
        Array.Exists(TokenDoors, door => request.Path == door)
        || request.Path == RecoveryAddress.Help
        || request.Path == LanguageEndpoints.Path
        || (request.Path.Value is { } path && path.LastIndexOf('/') == 0 && Array.Exists(FilesOfPages, ending => path.EndsWith(ending, StringComparison.Ordinal)));

    // Cookies that are not ours, and tokens that are not even shaped like ours, cost no question to the database.
    private static async Task<bool> IsFamilyAsync(HttpContext context)
    {
        var session = await context.AuthenticateAsync(SessionCookie.Scheme);
        if (session.Succeeded || context.ClosedSession() is not null || (await context.AuthenticateAsync(BearerAuthentication.SchemeName)).Succeeded)
        {
            return true;
        }

        return context.Device() is not null
            && await context.RequestServices.GetRequiredService<KnownDevices>().IsKnownAsync(context.Origin(), cancellationToken: context.RequestAborted);
    }

    private static bool WantsPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static int? Seconds(HttpContext context, ActiveBan ban) =>
        ban.Until - context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null;
}
