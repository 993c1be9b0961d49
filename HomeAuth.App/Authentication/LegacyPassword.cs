using HomeAuth.Core;
using HomeAuth.Core.Grants;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Authentication;

/// <summary>The old password of the house in a request, as programs from before 2018 send it: <c>X-HA-Access</c> or <c>?api_password=</c>.</summary>
public static class LegacyPassword
{
    public const string Header = "X-HA-Access";
    public const string Parameter = "api_password";

    private static readonly object LegacyUsed = new();

    /// <summary>Notes each request that has it, whatever becomes of it; a house that has no such password cannot tell, and notes all.</summary>
    public static void UseLegacyPassword(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (Of(context.Request) is { } password && context.Origin() is { Address: { } address } origin
            && context.RequestServices.GetRequiredService<LegacyAccess>() is var access && access.IsOurs(password))
        {
            context.RequestServices.GetRequiredService<DeprecatedAccesses>().Note(
                context.Request.PathWithoutSecrets(),
                Networks.Household(address),
                origin,
                access.IsConfigured,
                context.Items.ContainsKey(LegacyUsed));
        }
    });

    /// <summary>The token under which the request is let in; null when it is not.</summary>
    public static async Task<ActiveToken?> ByLegacyPasswordAsync(this HttpContext context)
    {
        // A page of somebody else's could otherwise have a visitor's browser guess, by a picture, until their own address is banned.
        if (Of(context.Request) is not { } password || context.Request.Headers["Sec-Fetch-Site"] == "cross-site"
            || await context.RequestServices.GetRequiredService<LegacyAccess>().ValidateAsync(password, context.Origin(), context.RequestAborted) is not { } token)
        {
            return null;
        }

        context.Items[LegacyUsed] = token;
        return token;
    }

    private static string? Of(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 } header] ? header : request.Query[Parameter] is [{ Length: > 0 } query] ? query : null;
}
