using System.Text.Encodings.Web;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace HomeAuth.App.Authentication;

/// <summary>Programs: an access token in the header, or for a while a signed address or the old password. Never a cookie.</summary>
public sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokens accessTokens, SignedPaths signedPaths, AccessGate gate)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "HomeAuth.Bearer";

    private const string Prefix = "Bearer ";
    private const string Signature = "authSig";

    /// <summary>What protects the routes of programs.</summary>
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().Build();

    /// <summary>The query of a request in order, decoded, without its signature.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Query(QueryString query)
    {
        List<KeyValuePair<string, string>> items = [];
        foreach (var item in new QueryStringEnumerable(query.Value))
        {
            if (!item.DecodeName().Span.SequenceEqual(Signature))
            {
                items.Add(new(item.DecodeName().ToString(), item.DecodeValue().ToString()));
            }
        }

        return items;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var origin = Context.Origin();
        var token = Request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.Ordinal)
            ? await accessTokens.ValidateAsync(header[Prefix.Length..], origin, Context.RequestAborted)
            : null;
        if (token is null || gate.Judge(token, origin) is not null)
        {
            token = await BySignatureAsync() ?? await Context.ByLegacyPasswordAsync();
        }

        if (token is null || gate.Judge(token, origin) is not null)
        {
            return AuthenticateResult.NoResult();
        }

        Context.Items[typeof(ActiveToken)] = token;
        return AuthenticateResult.Success(new AuthenticationTicket(HomeAuthClaims.Principal(token, origin, Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.ContentType = "text/plain; charset=utf-8";
        Response.Headers.WWWAuthenticate = "Bearer";
        return Response.WriteAsync("401: Unauthorized");
    }

    private async Task<ActiveToken?> BySignatureAsync() =>
        (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method)) && Request.Query[Signature] is [{ } signature]
            ? await signedPaths.ValidateAsync(signature, Request.Path.Value ?? "", Query(Request.QueryString), Context.RequestAborted)
            : null;
}
