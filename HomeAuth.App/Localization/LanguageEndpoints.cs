using HomeAuth.App.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace HomeAuth.App.Localization;

/// <summary>Choosing a language without being signed in.</summary>
public static class LanguageEndpoints
{
    public const string Path = "/language";

    public static void MapLanguage(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Choose).AllowAnonymous();

    private static IResult Choose([FromForm] string? language, [FromForm(Name = "return")] string? returnTo, HttpContext context)
    {
        PreferenceCookies.Keep(context, Languages.CookieName, Languages.Match(language));
        return Results.LocalRedirect(SignInAddress.IsSignIn(returnTo) ? returnTo! : SignInAddress.Local(returnTo));
    }
}
