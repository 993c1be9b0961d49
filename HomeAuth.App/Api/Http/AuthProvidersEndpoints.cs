using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Providers;

namespace HomeAuth.App.Api.Http;

/// <summary>Which ways there are to sign in.</summary>
/// <remarks><c>{"providers": [{"name": "Home Assistant Local", "id": null, "type": "homeassistant"}], "preselect_remember_me": true}</c></remarks>
public static class AuthProvidersEndpoints
{
    public static void MapAuthProviders(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/auth/providers", Methods.Get, ListAsync).WithSummary("Ways to sign in").WithTags("Sign in").Produces<Dictionary<string, object>>();

    private static async Task<IResult> ListAsync(HttpContext context, HouseClaim claim, AuthProviders providers)
    {
        if (!await claim.IsClaimedAsync(context.RequestAborted))
        {
            throw new WireException(StatusCodes.Status400BadRequest, "Onboarding not finished", "onboarding_required");
        }

        var origin = context.Origin();
        return Results.Json(new Dictionary<string, object?>
        {
            ["providers"] = providers.Offered(origin).Select(provider => new Dictionary<string, string?>
            {
                ["name"] = provider.Name,
                ["id"] = provider.Id.Length == 0 ? null : provider.Id,
                ["type"] = provider.Type,
            }),
            ["preselect_remember_me"] = origin.Address is { } address && Networks.IsLocal(address),
        });
    }
}
