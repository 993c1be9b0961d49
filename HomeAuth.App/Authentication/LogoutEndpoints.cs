using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Antiforgery;

namespace HomeAuth.App.Authentication;

/// <summary>Logging out: a plain form, so that it works without a live connection and after a restart.</summary>
public static class LogoutEndpoints
{
    public const string Path = "/auth/logout";

    public static void MapLogout(this IEndpointRouteBuilder routes) => routes.MapPost(Path, LogOutAsync).AllowAnonymous();

    private static async Task<IResult> LogOutAsync(HttpContext context, IAntiforgery antiforgery, BrowserSession session)
    {
        // A form token belongs to the person it was made for. When the session has ended meanwhile there is nothing left to protect.
        if (context.User.Identity?.IsAuthenticated == true && !await antiforgery.IsRequestValidAsync(context))
        {
            return Results.LocalRedirect("/");
        }

        await session.SignOutAsync(context);
        return Results.LocalRedirect(SignInAddress.For(null, RevocationReasons.LoggedOut));
    }
}
