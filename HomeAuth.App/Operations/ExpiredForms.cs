using HomeAuth.App.Authentication;
using HomeAuth.App.Localization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;

namespace HomeAuth.App.Operations;

/// <summary>A form whose antiforgery token is not good (another tab signed in or out, a very old page) gets the fresh page, not a bare 400.</summary>
public static class ExpiredForms
{
    public static void UseExpiredForms(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } feature
            || !(context.Request.Path.StartsWithSegments(LanguageEndpoints.Path)
                || context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null))
        {
            return next(context);
        }

        if (feature.Error?.InnerException is BadHttpRequestException unreadable)
        {
            context.Response.StatusCode = unreadable.StatusCode;
            return Task.CompletedTask;
        }

        // 303: the browser asks for the page by GET, and does nothing of what the form said.
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.Path.StartsWithSegments(SignInAddress.Path)
            ? SignInAddress.Again(context.Request, SignInAddress.FormExpired)
            : context.Request.Path.StartsWithSegments(LanguageEndpoints.Path) ? "/" : context.Request.Path.ToString();
        return Task.CompletedTask;
    });
}
