using HomeAuth.App.Api.Http;
using HomeAuth.App.Api.WebSocket;
using HomeAuth.App.Operations;
using HomeAuth.Core;

namespace HomeAuth.App.Api;

/// <summary>The door of programs: Home Assistant's API over HTTP and WebSocket, and its description.</summary>
public static class ApiServices
{
    public static IServiceCollection AddHomeAuthApi(this IServiceCollection services, HomeAuthOptions options)
    {
        services.AddCorsPolicies(options);
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<HouseDescription>();
        services.AddSingleton<OnboardingLifetime>();
        services.AddHostedService(provider => provider.GetRequiredService<OnboardingLifetime>());
        services.AddOpenApi();
        return services.AddWebSocketApi();
    }

    public static void MapHomeAuthApi(this IEndpointRouteBuilder routes)
    {
        routes.MapHttpApi();
        routes.MapWebSocketApi();
        routes.MapOpenApi().AllowAnonymous().WithMetadata(new ApiMark());
    }
}
