using HomeAuth.App.Authentication.Passkeys;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HomeAuth.App.Authentication;

public static class AuthenticationServices
{
    /// <summary>Everything that needs an HTTP request or a circuit to know who is there. What is not explicitly open asks for sign-in.</summary>
    public static IServiceCollection AddHomeAuthAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(SessionCookie.Scheme)
            .AddCookie(SessionCookie.Scheme, SessionCookie.Configure)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null);
        services.AddOptions<CookieAuthenticationOptions>(SessionCookie.Scheme)
            .Configure<TimeProvider>((options, time) => options.TimeProvider = time);
        services.AddAuthorization(options => options.AddActs());
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "homeauth.antiforgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
        });

        services.AddSingleton<FlowStore<PasskeyChallenge>>();
        services.AddScoped<IPasskeyHandler<HomeUser>, PasskeyHandler<HomeUser>>();
        services.AddScoped<PasskeyCeremony>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<HomeAuthOptions>>((passkeys, house) =>
        {
            passkeys.AuthenticatorTimeout = PasskeyChallenge.Lifetime;
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            // Identity compares with the Origin header, which a form of ours does not have: its page sends no referrer.
            passkeys.ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && origin.HttpContext.Request.IsAskedAt(origin.Origin));
            passkeys.ServerDomain = house.Value.Address is { } address ? new Uri(address).Host : null;
        });

        services.AddScoped<BrowserSession>();
        services.AddSingleton<LiveCircuits>();
        services.AddScoped<CircuitSignOut>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitSignOut>());
        return services;
    }

    /// <summary>Closes the circuit hub to strangers and to pages of other origins, and ties its connections to their token.</summary>
    public static void UseCircuitGuard(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor"))
        {
            return next(context);
        }

        // Browsers send cookies with a WebSocket from any page, and no CORS stands in between.
        if (!context.Request.IsSameOrigin())
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return context.RequestServices.GetRequiredService<LiveCircuits>().RunAsync(context, next);
    });
}
