using HomeAuth.App.Api.Http;
using HomeAuth.App.Components.Onboarding;
using HomeAuth.Core.Onboarding;

namespace HomeAuth.App.Operations;

/// <summary>Until the house has an owner every page leads to claiming it, and nothing else answers.</summary>
public static class OnboardingGate
{
    public static void UseOnboardingGate(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var claim = context.RequestServices.GetRequiredService<HouseClaim>();
        if (IsOpen(context) || await claim.IsClaimedAsync(context.RequestAborted))
        {
            await next(context);
        }
        else if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/_blazor"))
        {
            context.Response.Redirect(OnboardingAddress.Language);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    });

    private static bool IsOpen(HttpContext context) =>
        context.Request.Path.StartsWithSegments(OnboardingAddress.Language)
        || context.Request.Path.StartsWithSegments(ConnectionProbes.Path)
        || context.Ban() is not null
        || context.Request.Path.StartsWithSegments(Localization.LanguageEndpoints.Path)
        || context.GetEndpoint()?.Metadata.GetMetadata<StaticFileMark>() is not null
        || context.GetEndpoint()?.Metadata.GetMetadata<ApiMark>() is not null;
}

/// <summary>Marks the program's own files: no secrets, no session.</summary>
public sealed class StaticFileMark;
