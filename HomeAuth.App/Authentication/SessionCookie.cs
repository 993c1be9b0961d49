using HomeAuth.App.Operations;
using HomeAuth.Core.Tokens;
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

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var origin = context.HttpContext.Origin();
        var directory = context.HttpContext.RequestServices.GetRequiredService<TokenDirectory>();
        if (context.Principal?.FindFirst(HomeAuthClaims.TokenId)?.Value is { } tokenId
            && await directory.UseAsync(tokenId, origin, context.HttpContext.RequestAborted) is { } token)
        {
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

        var ended = context.HttpContext.Items[typeof(SessionCookie)] == SessionEnded;
        context.Response.Redirect(SignInAddress.For(request.Path + request.QueryString, ended ? SignInAddress.SessionEnded : null));
        return Task.CompletedTask;
    }
}
