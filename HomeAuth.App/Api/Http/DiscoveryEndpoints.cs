using HomeAuth.Core.Clients;

namespace HomeAuth.App.Api.Http;

/// <summary>What a generic OAuth client reads first: RFC 8414 and RFC 9728.</summary>
/// <remarks>Home Assistant leaves the issuer out, and the addresses relative, unless it knows them; then such clients cannot use it at all.</remarks>
public static class DiscoveryEndpoints
{
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] GrantTypes = ["authorization_code", "refresh_token"];
    private static readonly string[] ChallengeMethods = [CodeChallenge.Method];
    private static readonly string[] ClientAuthentication = ["none"];
    private static readonly string[] BearerMethods = ["header"];

    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/.well-known/oauth-authorization-server", Methods.Get, AuthorizationServer)
            .WithSummary("Metadata of the authorization server (RFC 8414)").WithTags("Discovery").Produces<Dictionary<string, object>>();
        routes.MapMethods("/.well-known/oauth-protected-resource", Methods.Get, ProtectedResource)
            .WithSummary("Metadata of the protected resource (RFC 9728)").WithTags("Discovery").Produces<Dictionary<string, object>>();
    }

    private static IResult AuthorizationServer(HttpContext context) => BaseOf(context) is not { } address ? NoAddress() : Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = address,
        ["authorization_endpoint"] = address + "/auth/authorize",
        ["token_endpoint"] = address + "/auth/token",
        ["revocation_endpoint"] = address + "/auth/revoke",
        ["response_types_supported"] = ResponseTypes,
        ["grant_types_supported"] = GrantTypes,
        ["code_challenge_methods_supported"] = ChallengeMethods,
        ["token_endpoint_auth_methods_supported"] = ClientAuthentication,
        ["revocation_endpoint_auth_methods_supported"] = ClientAuthentication,
        ["service_documentation"] = address + "/help/api",
        ["client_id_metadata_document_supported"] = true,
    });

    private static IResult ProtectedResource(HttpContext context) => BaseOf(context) is not { } address ? NoAddress() : Results.Json(new Dictionary<string, object>
    {
        ["resource"] = address,
        ["authorization_servers"] = new[] { address },
        ["bearer_methods_supported"] = BearerMethods,
        ["resource_documentation"] = address + "/help/api",
    });

    // The address by which we were asked. Nobody else may be answered with it, so nobody can plant another.
    private static string? BaseOf(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Host.HasValue ? $"{context.Request.Scheme}://{context.Request.Host.Value}" : null;
    }

    private static IResult NoAddress() => WireErrors.Message(StatusCodes.Status404NotFound, "No URL available");
}
