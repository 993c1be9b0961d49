using HomeAuth.App.Operations;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HomeAuth.App.Authentication;

/// <summary>The browser's cookie. It carries the id of a refresh token and nothing else; whether that token is good is asked anew with each request.</summary>
public static class SessionCookie
{
    public const string Scheme = "HomeAuth.Session";
    public const string Name = "homeauth.session";

    // The token decides when it ends. Browsers keep a cookie 400 days at most.
    private static readonly TimeSpan BrowsersLongest = TimeSpan.FromDays(400);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.CookieManager = new SchemeCookieManager();
        options.ExpireTimeSpan = BrowsersLongest;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = Challenge;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>The token behind the request, or null for a stranger.</summary>
    public static ActiveToken? ActiveToken(this HttpContext context) => context.Items[typeof(ActiveToken)] as ActiveToken;

    /// <summary>The token of somebody who is signed in and may not come now or from there, and why; null for everybody else.</summary>
    public static ClosedSession? ClosedSession(this HttpContext context) => context.Items[typeof(ClosedSession)] as ClosedSession;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var origin = context.HttpContext.Origin();
        var directory = context.HttpContext.RequestServices.GetRequiredService<TokenDirectory>();
        if (context.Principal?.FindFirst(HomeAuthClaims.TokenId)?.Value is { } tokenId
            && await directory.FindAsync(tokenId, context.HttpContext.RequestAborted) is { } token)
        {
            if (context.HttpContext.RequestServices.GetRequiredService<AccessGate>().Judge(token, origin) is { } refusal)
            {
                // The session stays: at another hour, or at home, it is good again.
                context.HttpContext.Items[typeof(ClosedSession)] = new ClosedSession(token, refusal);
                context.RejectPrincipal();
                return;
            }

            await directory.UseAsync(tokenId, origin, context.HttpContext.RequestAborted);
            context.HttpContext.Items[typeof(ActiveToken)] = token;
            context.ReplacePrincipal(HomeAuthClaims.Principal(token, origin, context.Scheme.Name));
            return;
        }

        context.RejectPrincipal();
        context.HttpContext.Items[typeof(SessionCookie)] = SessionEnded;
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    private static readonly object SessionEnded = new();

    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (!NotFound.IsForPeople(request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        if (context.HttpContext.ClosedSession() is not null)
        {
            context.Response.Redirect(SignInAddress.Closed(request.Path + request.QueryString));
            return Task.CompletedTask;
        }

        var ended = context.HttpContext.Items[typeof(SessionCookie)] == SessionEnded;
        context.Response.Redirect(SignInAddress.For(request.Path + request.QueryString, ended ? SignInAddress.SessionEnded : null));
        return Task.CompletedTask;
    }
}

/// <summary>A session that is good at another time or place.</summary>
/// <param name="Token">Its token.</param>
/// <param name="Refusal">Why it is not good now.</param>
public sealed record ClosedSession(ActiveToken Token, AccessRefusal Refusal);
