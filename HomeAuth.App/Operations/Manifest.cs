using HomeAuth.App.Localization;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Operations;

/// <summary>What a phone needs to know to put the house on its home screen (https://www.w3.org/TR/appmanifest/). Nothing in it that the sign-in page does not show.</summary>
public static class Manifest
{
    public const string Path = "/manifest.webmanifest";

    // The ground of the icons, so that they and the picture of starting are one. It is shown before any theme is known.
    private const string Colour = "#00628a";

    private static readonly object[] Icons =
    [
        new { src = "/icons/192.png", sizes = "192x192", type = "image/png", purpose = "any" },
        new { src = "/icons/512.png", sizes = "512x512", type = "image/png", purpose = "any" },
        new { src = "/icons/512-maskable.png", sizes = "512x512", type = "image/png", purpose = "maskable" },
    ];

    public static void MapManifest(this IEndpointRouteBuilder routes) => routes.MapGet(Path, Show).AllowAnonymous().WithMetadata(new StaticFileMark());

    private static IResult Show(HttpContext context, HouseSettings settings)
    {
        // The house may get another name.
        context.Response.Headers.CacheControl = "private, no-cache";
        var name = settings.Current.HouseName;
        return Results.Json(
            new
            {
                id = "/",
                name,
                short_name = name,
                lang = Languages.Current,
                dir = Languages.Direction,
                start_url = "/",
                scope = "/",
                display = "standalone",
                background_color = Colour,
                theme_color = Colour,
                icons = Icons,
            },
            contentType: "application/manifest+json");
    }
}
