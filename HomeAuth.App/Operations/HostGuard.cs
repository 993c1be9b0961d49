using HomeAuth.App.Authentication;

namespace HomeAuth.App.Operations;

/// <summary>What a request claims to be our name is never written into an answer, and is refused when it cannot be one.</summary>
public static class HostGuard
{
    public static void UseHostGuard(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.HasValidHost())
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        context.Response.OnStarting(() =>
        {
            // The framework makes redirects absolute with the Host header; a path is enough (RFC 9110 §10.2.2), and names nobody.
            if (!context.IsRedirectToClient()
                && Uri.TryCreate(context.Response.Headers.Location, UriKind.Absolute, out var location)
                && location.Authority.Equals(new Uri($"{context.Request.Scheme}://{context.Request.Host.Value}").Authority, StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Headers.Location = "/" + (location.PathAndQuery + location.Fragment).TrimStart('/');
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
