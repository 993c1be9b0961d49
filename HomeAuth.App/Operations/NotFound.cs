using Microsoft.AspNetCore.Diagnostics;

namespace HomeAuth.App.Operations;

/// <summary>A page for addresses that lead nowhere, for people; programs get the bare status.</summary>
public static class NotFound
{
    private static readonly PathString[] ForPrograms = ["/api", "/auth", "/_blazor", "/.well-known"];

    public static void UseNotFoundPage(this IApplicationBuilder app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // Executing a POST anew would post to the page; a branch around the middleware would lose the routing.
            var isPage = HttpMethods.IsGet(context.Request.Method)
                && !Array.Exists(ForPrograms, path => context.Request.Path.StartsWithSegments(path));
            if (!isPage && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }
}
