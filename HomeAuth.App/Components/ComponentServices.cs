using HomeAuth.App.Components.History;
using HomeAuth.App.Components.Layout;
using HomeAuth.App.Components.People;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Components.Theming;
using Microsoft.AspNetCore.Components.Server;
using MudBlazor;
using MudBlazor.Services;

namespace HomeAuth.App.Components;

/// <summary>
/// The pages: <c>SignIn</c>, <c>Onboarding</c> and <c>Help</c> are static and open to strangers; <c>Overview</c> and <c>Profile</c> are interactive and ask for sign-in.
/// </summary>
public static class ComponentServices
{
    private const int CircuitMessageBytes = 64 * 1024;

    // Long enough for whoever reads slowly; what matters stands on the page besides.
    private const int NoticeMilliseconds = 10_000;

    public static IServiceCollection AddHomeAuthComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = CircuitMessageBytes);
        services.Configure<CircuitOptions>(circuit => circuit.DetailedErrors = false);
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomStart;
            mud.SnackbarConfiguration.VisibleStateDuration = NoticeMilliseconds;
        });
        services.AddSingleton<ThemeLooks>();
        services.AddScoped<ThemeState>();
        services.AddScoped<PersonState>();
        services.AddScoped<Reader>();
        services.AddScoped<PeopleState>();
        services.AddTransient(typeof(Scoped<>));
        services.AddTransient<AskAgain>();
        services.AddScoped<PasskeyScript>();
        return services;
    }

    // Our own policy has frame-ancestors, so the framework's is off.
    public static void MapHomeAuthComponents(this IEndpointRouteBuilder routes)
    {
        routes.MapHistoryExport();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
