using Microsoft.AspNetCore.Diagnostics;

namespace HomeAuth.App.Operations;

/// <summary>A page for addresses that lead nowhere, for people; programs get the bare status.</summary>
public static class NotFound
{
    private static readonly PathString[] ForPrograms = ["/api", "/auth", "/_blazor", "/.well-known"];

    /// <summary>Whether a person is waiting for a page, rather than a program for an answer.</summary>
    public static bool IsForPeople(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !Array.Exists(ForPrograms, path => request.Path.StartsWithSegments(path));

    public static void UseNotFoundPage(this IApplicationBuilder app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // Executing a POST anew would post to the page; a branch around the middleware would lose the routing.
            if (!IsForPeople(context.Request) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }
}
