using HomeAuth.Core;

namespace HomeAuth.App.Operations;

/// <summary>Which pages of other origins may read an answer. Never with cookies, so nothing is answered to them that a stranger could not ask.</summary>
public static class CorsPolicies
{
    /// <summary>For tokens: any page, since a page of any origin may be a client.</summary>
    public const string AnyOrigin = "any origin";

    /// <summary>For the rest of the API: the origins that the household lists.</summary>
    public const string Listed = "listed origins";

    private static readonly string[] Headers = ["Origin", "Accept", "X-Requested-With", "Content-Type", "Authorization"];

    public static IServiceCollection AddCorsPolicies(this IServiceCollection services, HomeAuthOptions options) => services.AddCors(cors =>
    {
        cors.AddPolicy(AnyOrigin, policy => policy.SetIsOriginAllowed(_ => true).AllowAnyMethod().WithHeaders(Headers));
        cors.AddPolicy(Listed, policy => policy.WithOrigins([.. options.Http.CorsAllowedOrigins]).AllowAnyMethod().WithHeaders(Headers));
    });
}
