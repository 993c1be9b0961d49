using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>A person's own account and tokens.</summary>
public static class AuthCommands
{
    private const string InvalidTokenId = "invalid_token_id";
    private const int LongestSignature = 10 * 365 * 24 * 3600;

    public static void Map(CommandMap map)
    {
        map.Add("auth/current_user", Acts.ViewAccount, CurrentUserAsync);
        map.Add("auth/long_lived_access_token", Acts.ChangeSignIn, CreateLongLivedAsync, "lifespan", "client_name", "client_icon")
            .Answers(ErrorCodes.TokenNameExists, "unknown_error", "A token with this name already exists")
            .Answers(ErrorCodes.UserInactive, "unknown_error", "System generated users cannot have long-lived tokens")
            .Answers(ErrorCodes.LifespanInvalid, "invalid_format", "lifespan is out of range @ data['lifespan']");
        map.Add("auth/refresh_tokens", Acts.ViewAccount, ListTokensAsync);
        map.Add("auth/delete_refresh_token", Acts.ChangeSignIn, DeleteTokenAsync, "refresh_token_id");
        map.Add("auth/delete_all_refresh_tokens", Acts.ChangeSignIn, DeleteAllTokensAsync, "token_type", "delete_current_token");
        map.Add("auth/refresh_token_set_expiry", Acts.ChangeSignIn, SetExpiryAsync, "refresh_token_id", "enable_expiry");
        map.Add("auth/sign_path", Acts.ViewHouse, SignPath, "path", "expires");
    }

    private static async Task<object?> CurrentUserAsync(CommandContext context)
    {
        var account = await context.Get<UserAccounts>().FindAsync(context.Token.UserId) ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        return new
        {
            account.User.Id,
            account.User.Name,
            account.User.IsOwner,
            context.Token.IsAdmin,
            Credentials = account.Credentials.Select(credential => new
            {
                credential.AuthProviderType,
                AuthProviderId = credential.AuthProviderId.Length == 0 ? null : credential.AuthProviderId,
            }),
            MfaModules = await MfaCommands.ModulesAsync(context),
        };
    }

    private static async Task<object?> CreateLongLivedAsync(CommandContext context)
    {
        // What no time span can hold is out of range all the same.
        var lifetime = TimeSpan.FromDays(Math.Clamp(context.Fields.Number("lifespan"), 0, RefreshTokenIssuer.LongestLife.Days + 1));
        var token = await context.Get<RefreshTokenIssuer>().CreateLongLivedAsync(
            context.Fields.Text("client_name"), lifetime, context.Fields.NullableText("client_icon"), null, context.Actor);
        return context.Get<AccessTokens>().Mint(token);
    }

    private static async Task<object?> ListTokensAsync(CommandContext context)
    {
        var credentials = (await context.Get<UserAccounts>().FindAsync(context.Token.UserId))?.Credentials.ToDictionary(credential => credential.Id) ?? [];
        return (await context.Get<RefreshTokenManager>().ListAsync(context.Token.UserId)).OrderBy(token => token.CreatedAt).Select(token => new
        {
            token.Id,
            token.ClientId,
            token.ClientName,
            token.ClientIcon,
            Type = TokenTypes.Name(token.TokenType),
            token.CreatedAt,
            IsCurrent = token.Id == context.Token.TokenId,
            token.LastUsedAt,
            token.LastUsedIp,
            AuthProviderType = token.CredentialId is { } id ? credentials.GetValueOrDefault(id)?.AuthProviderType : null,
            ExpireAt = token.TokenType == TokenType.LongLivedAccessToken ? null : token.ExpireAt,
        });
    }

    private static async Task<object?> DeleteTokenAsync(CommandContext context) =>
        await context.Get<RefreshTokenManager>().RevokeAsync(
            context.Token.UserId, context.Fields.Text("refresh_token_id"), RevocationReasons.Revoked, context.Actor)
            ? new { }
            : throw new CommandException(InvalidTokenId, "Received invalid token");

    private static async Task<object?> DeleteAllTokensAsync(CommandContext context)
    {
        var types = context.Fields.OptionalText("token_type") is { } name
            ? [TokenTypes.Parse(name) ?? throw JsonFields.Wrong("value must be one of ['long_lived_access_token', 'normal', 'system'] for dictionary value", "token_type")]
            : Enum.GetValues<TokenType>();
        var spared = context.Fields.OptionalFlag("delete_current_token") ?? true ? null : context.Token.TokenId;
        await context.Get<RefreshTokenManager>().RevokeAllAsync(context.Token.UserId, types, spared, RevocationReasons.Revoked, context.Actor);
        return new { };
    }

    private static async Task<object?> SetExpiryAsync(CommandContext context) =>
        await context.Get<RefreshTokenManager>().SetExpiryAsync(
            context.Token.UserId, context.Fields.Text("refresh_token_id"), context.Fields.Flag("enable_expiry"), context.Actor)
            ? new { }
            : throw new CommandException(InvalidTokenId, "Received invalid token");

    private static object SignPath(CommandContext context)
    {
        var (path, seconds) = (context.Fields.Text("path"), context.Fields.OptionalNumber("expires") ?? 30);
        if (path is not ['/', ..] || path.Contains('#', StringComparison.Ordinal) || path.Any(char.IsControl))
        {
            throw JsonFields.Wrong("expected a path for dictionary value", "path");
        }

        if (seconds is <= 0 or > LongestSignature)
        {
            throw JsonFields.Wrong("value is out of range for dictionary value", "expires");
        }

        var (address, query) = path.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0
            ? (path[..mark], BearerAuthentication.Query(new QueryString(path[mark..])).Where(item => item.Key is not ("width" or "height")).ToList())
            : (path, []);
        var signature = context.Get<SignedPaths>().Sign(context.Token, Uri.UnescapeDataString(address), query, TimeSpan.FromSeconds(seconds));
        return new { Path = QueryHelpers.AddQueryString(address, [.. query.Select(item => new KeyValuePair<string, string?>(item.Key, item.Value)), new("authSig", signature)]) };
    }
}
