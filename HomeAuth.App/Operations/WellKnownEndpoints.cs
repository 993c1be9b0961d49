namespace HomeAuth.App.Operations;

/// <summary>Addresses that programs know without asking.</summary>
public static class WellKnownEndpoints
{
    public static void MapWellKnown(this IEndpointRouteBuilder routes) =>
        // https://w3c.github.io/webappsec-change-password-url/
        routes.MapGet("/.well-known/change-password", () => Results.Redirect("/profile/security#password")).AllowAnonymous();
}
