using HomeAuth.App.Authentication;
using HomeAuth.App.Operations;

namespace HomeAuth.App.Api.Http;

/// <summary>Home Assistant's auth API over HTTP, one line per group of routes.</summary>
public static class HttpApi
{
    public static void MapHttpApi(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").RequireCors(CorsPolicies.Listed).AllowAnonymous().WithMetadata(new ApiMark()).AnswersInHomeAssistantsWords();
        var known = routes.MapGroup("").RequireCors(CorsPolicies.Listed).RequireAuthorization(BearerAuthentication.Policy).WithMetadata(new ApiMark()).AnswersInHomeAssistantsWords();

        open.MapDiscovery();
        open.MapAuthProviders();
        open.MapLoginFlow();
        open.MapToken();
        open.MapOnboarding();
        open.MapImages();
        known.MapLinkUser();
        known.MapLaterOnboarding();
        known.MapHouse();

        // Nothing of these belongs to people, so nothing of them leads to a page.
        open.Map("/api/{**rest}", () => Results.Text("404: Not Found", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
        open.Map("/.well-known/{**rest}", () => Results.Text("404: Not Found", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
    }
}

/// <summary>Marks the routes of programs: they answer in their own words also before the house has an owner.</summary>
public sealed class ApiMark;
