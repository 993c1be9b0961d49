using HomeAuth.App.Authentication;
using HomeAuth.Core.Protection;

namespace HomeAuth.App.Operations;

/// <summary>Hands what a program on this machine itself asks for in vain to <see cref="ProbeWatch"/>. Whoever shows a token, be it an old one, is no scan, nor is a browser.</summary>
public static class Probes
{
    public static void UseProbeWatch(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var path = context.Request.Path;
        await next(context);
        if (IsInVain(context.Response, path)
            && context.RequestServices.GetRequiredService<OwnAddresses>().Contains(context.Connection.RemoteIpAddress)
            && !context.IsForwarded()
            && context.Request.Headers["Sec-Fetch-Mode"].Count == 0
            && context.Request.Headers.Authorization.Count == 0
            && context.ActiveToken() is null && context.ClosedSession() is null)
        {
            context.RequestServices.GetRequiredService<ProbeWatch>().Note(path.ToUriComponent(), context.Origin().UserAgent);
        }
    });

    // To be led to the sign-in page is in vain too; not from the first page, which is what looks whether the house is there at all.
    private static bool IsInVain(HttpResponse response, PathString path) =>
        response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed
        || (response.StatusCode == StatusCodes.Status302Found && path != "/" && response.Headers.Location.ToString().StartsWith(SignInAddress.Path, StringComparison.Ordinal));
}
