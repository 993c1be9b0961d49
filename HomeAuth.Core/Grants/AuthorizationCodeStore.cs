using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Grants;

/// <summary>Authorization codes: given to a client when somebody has signed in, exchanged once, within ten minutes, by that client, for that purpose.</summary>
public sealed class AuthorizationCodeStore(
    HomeAuthDb db, RedirectUris redirectUris, RefreshTokenManager tokens, TokenRevocations revocations, TimeProvider time)
{
    /// <summary>How long a code is good (RFC 6749 §4.1.2).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // A client that posts twice by mistake does so at once; whoever comes later, or from elsewhere, has stolen the code or was stolen from.
    private static readonly TimeSpan DoublePost = TimeSpan.FromSeconds(10);

    /// <summary>Gives out a code for a finished login flow.</summary>
    /// <exception cref="HomeAuthException">The client may not be answered at the address that it gave.</exception>
    public async Task<string> IssueAsync(CreateEntryStep entry, CancellationToken cancellationToken = default)
    {
        var request = entry.Request ?? throw new HomeAuthException(ErrorCodes.InvalidClientId);
        await RequireRedirectAsync(request, cancellationToken);
        return await IssueAsync(request, entry.UserId, entry.CredentialId, cancellationToken);
    }

    /// <summary>Gives out a code with which somebody who is signed in may link what a login flow recognised.</summary>
    /// <exception cref="HomeAuthException">The client may not be answered at the address that it gave.</exception>
    public async Task<string> IssueAsync(RecognisedStep recognised, CancellationToken cancellationToken = default)
    {
        await RequireRedirectAsync(recognised.Request, cancellationToken);
        return await IssueAsync(recognised.Request, null, null, recognised, cancellationToken);
    }

    /// <summary>Gives out a code to a client that was proved in another way than by a login flow.</summary>
    public Task<string> IssueAsync(AuthorizationRequest request, string userId, string? credentialId, CancellationToken cancellationToken = default) =>
        IssueAsync(request, userId, credentialId, null, cancellationToken);

    /// <summary>Takes a code; of several at once, one gets it.</summary>
    /// <exception cref="HomeAuthException">The code is not good, or the verifier does not fit; either way it is used up.</exception>
    public async Task<AuthorizationCode> RedeemAsync(
        string clientId, string code, CodePurpose purpose, string? codeVerifier, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var hash = TokenSecrets.Hash(code);
        var now = time.GetUtcNow();
        var oldest = now - Lifetime;
        DateTimeOffset? redeemedAt = now;
        var from = Household(origin);
        var taken = await db.AuthorizationCodes
            .Where(row => row.Hash == hash && row.ClientId == clientId && row.Purpose == purpose && row.RedeemedAt == null && row.CreatedAt > oldest)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.RedeemedAt, redeemedAt).SetProperty(row => row.RedeemedFrom, from), cancellationToken);
        var row = await db.AuthorizationCodes.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        if (taken == 0 || row is null)
        {
            await PunishReuseAsync(row, from, now, origin, cancellationToken);
            throw new HomeAuthException(ErrorCodes.InvalidCode);
        }

        return CodeChallenge.IsMet(row.CodeChallenge, codeVerifier) ? row : throw new HomeAuthException(ErrorCodes.InvalidCodeVerifier);
    }

    /// <summary>Remembers what a code gave, so that its second use can undo it.</summary>
    internal Task RememberAsync(AuthorizationCode code, string tokenId, CancellationToken cancellationToken) =>
        db.AuthorizationCodes.Where(row => row.Hash == code.Hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.TokenId, tokenId), cancellationToken);

    /// <summary>Forgets codes that are too old.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        return db.AuthorizationCodes.Where(code => code.CreatedAt <= oldest).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task RequireRedirectAsync(AuthorizationRequest request, CancellationToken cancellationToken)
    {
        if (await redirectUris.CheckAsync(request.ClientId, request.RedirectUri, cancellationToken) is not RedirectVerdict.Allowed)
        {
            throw new HomeAuthException(ErrorCodes.InvalidRedirectUri);
        }
    }

    private async Task<string> IssueAsync(
        AuthorizationRequest request, string? userId, string? credentialId, RecognisedStep? recognised, CancellationToken cancellationToken)
    {
        var code = Identifier.New();
        db.AuthorizationCodes.Add(new AuthorizationCode
        {
            Hash = TokenSecrets.Hash(code),
            Purpose = request.Purpose,
            ClientId = request.ClientId,
            UserId = userId,
            CredentialId = credentialId,
            ProviderType = recognised?.ProviderType,
            ProviderId = recognised?.ProviderId,
            Subject = recognised?.Subject,
            CodeChallenge = request.CodeChallenge,
            CreatedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellationToken);
        return code;
    }

    // RFC 6749 §4.1.2: "If an authorization code is used more than once, the authorization server [...] SHOULD revoke [...] all tokens previously issued".
    private async Task PunishReuseAsync(AuthorizationCode? row, string from, DateTimeOffset now, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (row is not { RedeemedAt: { } redeemedAt, TokenId: { } tokenId } || (row.RedeemedFrom == from && now - redeemedAt < DoublePost))
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await tokens.DeleteAsync(
            db.RefreshTokens.Where(token => token.Id == tokenId), RevocationReasons.CodeReused, origin, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
    }

    private static string Household(RequestOrigin origin) => origin.Address is { } address ? Networks.Household(address) : "";
}
