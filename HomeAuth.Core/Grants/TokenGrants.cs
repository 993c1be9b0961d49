using HomeAuth.Core.Data;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Grants;

/// <summary>What a client gets at the token endpoint: access tokens, for a code or for its refresh token.</summary>
public sealed class TokenGrants(
    HomeAuthDb db,
    AuthorizationCodeStore codes,
    RefreshTokenIssuer issuer,
    RefreshTokenManager tokens,
    TokenDirectory directory,
    AccessTokens accessTokens,
    AccessGate gate,
    AuthProviders providers)
{
    /// <summary>Exchanges an authorization code.</summary>
    /// <exception cref="HomeAuthException">The code is not good, or its person may not come from there.</exception>
    public async Task<Grant> RedeemCodeAsync(string clientId, string code, string? codeVerifier, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var redeemed = await codes.RedeemAsync(clientId, code, CodePurpose.Authorize, codeVerifier, origin, cancellationToken);
        var userId = redeemed.UserId ?? throw new HomeAuthException(ErrorCodes.InvalidCode);
        var provider = await ProviderOfAsync(redeemed.CredentialId, cancellationToken);
        // Before anything is written: who is turned away leaves no sign-in in the history, and takes no other device's place.
        await gate.RequireAsync(db, userId, origin, cancellationToken);
        Check(provider, origin);
        var (token, secret) = await issuer.CreateForClientAsync(userId, redeemed.CredentialId, clientId, origin, cancellationToken);
        await codes.RememberAsync(redeemed, token.Id, CancellationToken.None);
        try
        {
            // To the end, even if the client hangs up: a token that nobody holds would stay for months.
            var access = await MintAsync(token.Id, provider, origin, CancellationToken.None);
            return new Grant(access, secret, token.AccessTokenSeconds, provider?.Type);
        }
        catch (HomeAuthException)
        {
            // What they may has changed meanwhile, and nobody was told of the token.
            await tokens.RevokeAsync(token.UserId, token.Id, RevocationReasons.Revoked, new Actor(token.UserId, null, origin), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Gives a new access token for a refresh token, which stays as it is and lives on.</summary>
    /// <exception cref="HomeAuthException">The token is not good, is another client's, or its person may not come from there.</exception>
    public async Task<Grant> RefreshAsync(string refreshToken, string? clientId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var hash = TokenSecrets.Hash(refreshToken);
        var row = await db.RefreshTokens.AsNoTracking().Where(token => token.SecretHash == hash)
            .Select(token => new { token.Id, token.ClientId, token.CredentialId, token.AccessTokenSeconds }).SingleOrDefaultAsync(cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.InvalidRefreshToken);
        if (row.ClientId != clientId)
        {
            throw new HomeAuthException(ErrorCodes.ClientMismatch);
        }

        var provider = await ProviderOfAsync(row.CredentialId, cancellationToken);
        return new Grant(await MintAsync(row.Id, provider, origin, cancellationToken), null, row.AccessTokenSeconds, null);
    }

    private async Task<string> MintAsync(string tokenId, AuthProvider? provider, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var token = await directory.FindAsync(tokenId, cancellationToken) ?? throw await InvalidAsync(tokenId, cancellationToken);
        gate.Require(token.Limits, origin);
        Check(provider, origin);
        await directory.UseAsync(tokenId, origin, cancellationToken);
        return accessTokens.Mint(token);
    }

    private static void Check(AuthProvider? provider, RequestOrigin origin)
    {
        if (provider?.Refuses(origin) is { } code)
        {
            throw new HomeAuthException(code);
        }
    }

    private async Task<HomeAuthException> InvalidAsync(string tokenId, CancellationToken cancellationToken) =>
        new(await db.RefreshTokens.AnyAsync(token => token.Id == tokenId && db.Users.Any(user => user.Id == token.UserId && !user.IsActive), cancellationToken)
            ? ErrorCodes.UserInactive
            : ErrorCodes.InvalidRefreshToken);

    private async Task<AuthProvider?> ProviderOfAsync(string? credentialId, CancellationToken cancellationToken)
    {
        if (credentialId is null
            || await db.Credentials.AsNoTracking().SingleOrDefaultAsync(row => row.Id == credentialId, cancellationToken) is not { } credential)
        {
            return null;
        }

        return providers.Find(credential.AuthProviderType, credential.AuthProviderId)
            ?? throw new HomeAuthException(ErrorCodes.ProviderMissing);
    }
}

/// <summary>What a client gets.</summary>
/// <param name="AccessToken">A JWT.</param>
/// <param name="RefreshToken">The secret of its refresh token; only for a code.</param>
/// <param name="ExpiresIn">How long the access token lives, in seconds.</param>
/// <param name="ProviderType">The auth provider that the person used; only for a code.</param>
public sealed record Grant(string AccessToken, string? RefreshToken, long ExpiresIn, string? ProviderType);
