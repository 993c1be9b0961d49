using System.Security.Claims;
using HomeAuth.Core;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Authentication;

namespace HomeAuth.App.Authentication;

/// <summary>Signs this browser in and out: a refresh token in the database, its id in the cookie.</summary>
public sealed class BrowserSession(RefreshTokenIssuer issuer, RefreshTokenManager tokens, KnownDevices devices)
{
    public async Task SignInAsync(HttpContext context, string userId, string? credentialId, bool keepSignedIn)
    {
        // What the browser held until now ends, so that one browser is one row and a cookie planted before sign-in is worthless after it.
        var replaced = (context.ActiveToken() ?? context.ClosedSession()?.Token)?.TokenId;
        var token = await issuer.CreateBrowserSessionAsync(userId, credentialId, keepSignedIn, replaced, context.Origin(), context.RequestAborted);
        var identity = new ClaimsIdentity([new Claim(HomeAuthClaims.TokenId, token.Id)], SessionCookie.Scheme);
        await context.SignInAsync(
            SessionCookie.Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = keepSignedIn });
        await RememberDeviceAsync(context, userId, credentialId);
    }

    /// <summary>Somebody has proved on this browser who they are: from now on strangers' guesses do not make them wait there.</summary>
    public Task RememberDeviceAsync(HttpContext context, string userId, string? credentialId) => devices.RememberAsync(context, userId, credentialId);

    public async Task SignOutAsync(HttpContext context)
    {
        if ((context.ActiveToken() ?? context.ClosedSession()?.Token) is { } token)
        {
            var actor = new Actor(token.UserId, token.TokenId, context.Origin());
            await tokens.RevokeAsync(token.UserId, token.TokenId, RevocationReasons.LoggedOut, actor, context.RequestAborted);
        }

        await context.SignOutAsync(SessionCookie.Scheme);
    }
}
