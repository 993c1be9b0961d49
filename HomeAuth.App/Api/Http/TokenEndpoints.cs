using HomeAuth.App.Authentication;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.Http;

/// <summary>Tokens for codes, new access tokens for refresh tokens, and the end of both.</summary>
/// <remarks>
/// <code>
/// POST /auth/token   grant_type=authorization_code &amp; code &amp; client_id [&amp; code_verifier]
///   200 {"access_token": "…", "token_type": "Bearer", "refresh_token": "…", "expires_in": 1800, "ha_auth_provider": "homeassistant"}
/// POST /auth/token   grant_type=refresh_token &amp; refresh_token &amp; client_id
///   200 {"access_token": "…", "token_type": "Bearer", "expires_in": 1800}
/// POST /auth/revoke  token     (or /auth/token with action=revoke)    200, whatever the token was (RFC 7009)
/// </code>
/// Clients take 400 and 403 for "sign in again" and everything else for "try later", so no refusal here is anything but these two.
/// </remarks>
public static class TokenEndpoints
{
    public static void MapToken(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth").RequireCors(CorsPolicies.AnyOrigin).WithTags("Tokens").DisableAntiforgery();
        group.MapPost("/token", GrantAsync).WithSummary("Exchange a code, or refresh")
            .TakesForm("grant_type", "client_id?", "code?", "code_verifier?", "refresh_token?", "action?", "token?").Produces<Dictionary<string, object>>();
        group.MapPost("/revoke", RevokeAsync).WithSummary("Revoke a refresh token (RFC 7009)")
            .TakesForm("token").Produces(StatusCodes.Status200OK);
    }

    private static async Task<IResult> GrantAsync(HttpContext context, TokenGrants grants, RefreshTokenManager tokens, RefusalLog refusals)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        try
        {
            var form = await FormBody.ReadAsync(context.Request);
            return (form["action"], form["grant_type"]) switch
            {
                ("revoke", _) => await RevokeTokenAsync(context, form, tokens),
                (_, "authorization_code") => Answer(await RedeemAsync(context, form, grants)),
                (_, "refresh_token") => Answer(await RefreshAsync(context, form, grants)),
                _ => throw new OAuthException("unsupported_grant_type"),
            };
        }
        catch (OAuthException error)
        {
            return Answer(error);
        }
        catch (HomeAuthException error)
        {
            refusals.Note(error.Code, context.Origin());
            return Answer(OAuth(error.Code));
        }
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, RefreshTokenManager tokens)
    {
        try
        {
            return await RevokeTokenAsync(context, await FormBody.ReadAsync(context.Request), tokens);
        }
        catch (OAuthException error)
        {
            return Answer(error);
        }
    }

    private static async Task<IResult> RevokeTokenAsync(HttpContext context, FormBody form, RefreshTokenManager tokens)
    {
        if (form["token"] is { } secret)
        {
            await tokens.RevokeBySecretAsync(secret, context.Origin(), context.RequestAborted);
        }

        // Nothing to say, but said as JSON: there are clients that read no other answer.
        return Results.Content("", "application/json");
    }

    private static Task<Grant> RedeemAsync(HttpContext context, FormBody form, TokenGrants grants)
    {
        var clientId = form["client_id"];
        return !ClientId.TryParse(clientId, out _, out _)
            ? throw new HomeAuthException(ErrorCodes.InvalidClientId)
            : grants.RedeemCodeAsync(clientId!, form["code"] ?? "", form["code_verifier"], context.Origin(), context.RequestAborted);
    }

    private static Task<Grant> RefreshAsync(HttpContext context, FormBody form, TokenGrants grants)
    {
        var clientId = form["client_id"];
        if (clientId is not null && !ClientId.TryParse(clientId, out _, out _))
        {
            throw new HomeAuthException(ErrorCodes.InvalidClientId);
        }

        return form["refresh_token"] is { } secret
            ? grants.RefreshAsync(secret, clientId, context.Origin(), context.RequestAborted)
            : throw new OAuthException("invalid_request");
    }

    private static OAuthException OAuth(string code) => code switch
    {
        ErrorCodes.InvalidClientId or ErrorCodes.InvalidCode => new("invalid_request", WireWords.Of(code)),
        ErrorCodes.InvalidCodeVerifier => new("invalid_grant", WireWords.Of(code)),
        ErrorCodes.InvalidRefreshToken => new("invalid_grant"),
        ErrorCodes.ClientMismatch => new("invalid_request"),
        _ => new("access_denied", WireWords.Of(code), StatusCodes.Status403Forbidden),
    };

    private static IResult Answer(OAuthException error)
    {
        Dictionary<string, string> body = new() { ["error"] = error.Error };
        if (error.Description is { } description)
        {
            body["error_description"] = description;
        }

        return Results.Json(body, statusCode: error.Status);
    }

    private static IResult Answer(Grant grant)
    {
        Dictionary<string, object> body = new() { ["access_token"] = grant.AccessToken, ["token_type"] = "Bearer" };
        if (grant.RefreshToken is { } refreshToken)
        {
            body["refresh_token"] = refreshToken;
        }

        body["expires_in"] = grant.ExpiresIn;
        if (grant.ProviderType is { } provider)
        {
            body["ha_auth_provider"] = provider;
        }

        return Results.Json(body);
    }
}
