using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Tokens;

/// <summary>Lists, names and revokes refresh tokens: everything that is signed in.</summary>
public sealed class RefreshTokenManager(
    HomeAuthDb db,
    TokenRevocations revocations,
    TokenUsage usage,
    SecurityHistory history,
    TimeProvider time,
    IOptions<HomeAuthOptions> options)
{
    private readonly LifetimeOptions _lifetimes = options.Value.Lifetimes;

    /// <summary>A user's tokens, latest used first, with uses that are not written yet.</summary>
    public async Task<IReadOnlyList<RefreshToken>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var tokens = await db.RefreshTokens.AsNoTracking().Where(token => token.UserId == userId).ToListAsync(cancellationToken);
        foreach (var token in tokens)
        {
            var expireAt = usage.ExpireAt(token);
            (token.LastUsedAt, token.LastUsedIp) = usage.Of(token);
            token.ExpireAt = expireAt;
        }

        return [.. tokens.Where(token => !(token.ExpireAt <= now)).OrderByDescending(token => token.LastUsedAt ?? token.CreatedAt).ThenBy(token => token.Id)];
    }

    /// <summary>Gives one of the user's tokens a name; an empty one takes it back.</summary>
    /// <returns>False when the user has no such token.</returns>
    /// <exception cref="HomeAuthException">The name breaks a rule.</exception>
    public async Task<bool> RenameAsync(string userId, string tokenId, string? name, Actor actor, CancellationToken cancellationToken = default)
    {
        name = string.IsNullOrWhiteSpace(name) ? null : name;
        if (name is not null && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        if (await OwnAsync(userId, tokenId, cancellationToken) is not { } token)
        {
            return false;
        }

        if (name is null && token.TokenType == TokenType.LongLivedAccessToken)
        {
            throw new HomeAuthException(ErrorCodes.NameRequired, "name");
        }

        token.ClientName = name is null ? null : DisplayName.Clean(name);
        history.Add(SecurityEventTypes.TokenRenamed, userId, actor, tokenId: tokenId);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (token.TokenType == TokenType.LongLivedAccessToken)
        {
            throw new HomeAuthException(ErrorCodes.TokenNameExists, "name");
        }

        return true;
    }

    /// <summary>Chooses whether one of the user's tokens expires when it is not used, or never.</summary>
    /// <returns>False when the user has no such token.</returns>
    public async Task<bool> SetExpiryAsync(string userId, string tokenId, bool expires, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await OwnAsync(userId, tokenId, cancellationToken) is not { } token)
        {
            return false;
        }

        // A long-lived token ends when it was made to end.
        if (token.TokenType != TokenType.LongLivedAccessToken && expires != token.ExpireAt is not null)
        {
            token.ExpireAt = expires ? (usage.Of(token).At ?? time.GetUtcNow()) + _lifetimes.Of(token) : null;
            history.Add(SecurityEventTypes.TokenExpiryChanged, userId, actor, detail: expires ? "expires" : "never", tokenId: tokenId);
            await db.SaveChangesAsync(cancellationToken);
            await revocations.UserChangedAsync(db, userId, cancellationToken);
        }

        return true;
    }

    /// <summary>Revokes one of the user's tokens. When this returns, the token is good nowhere any more.</summary>
    /// <returns>False when the user has no such token.</returns>
    public async Task<bool> RevokeAsync(string userId, string tokenId, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        await RevokeAsync(db.RefreshTokens.Where(token => token.UserId == userId && token.Id == tokenId), reason, actor, cancellationToken) > 0;

    /// <summary>Revokes the token whose secret this is, as its client asks (RFC 7009).</summary>
    /// <returns>False when it is nobody's secret.</returns>
    public async Task<bool> RevokeBySecretAsync(string secret, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var hash = TokenSecrets.Hash(secret);
        var owner = await db.RefreshTokens.Where(token => token.SecretHash == hash).Select(token => token.UserId).SingleOrDefaultAsync(cancellationToken);
        return owner is not null
            && await RevokeAsync(
                db.RefreshTokens.Where(token => token.SecretHash == hash), RevocationReasons.LoggedOut, new Actor(owner, null, origin), cancellationToken) > 0;
    }

    /// <summary>Revokes a user's tokens of some kinds, but for one.</summary>
    /// <returns>How many were revoked.</returns>
    public Task<int> RevokeAllAsync(
        string userId, IReadOnlyCollection<TokenType> types, string? exceptTokenId, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        RevokeAsync(
            db.RefreshTokens.Where(token => token.UserId == userId && types.Contains(token.TokenType) && token.Id != exceptTokenId),
            reason, actor, cancellationToken);

    /// <summary>Revokes what was not used for too long.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await usage.FlushAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var expired = await DeleteAsync(
            db.RefreshTokens.Where(token => token.ExpireAt <= now), RevocationReasons.Expired, RequestOrigin.Internal, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, expired, cancellationToken);
    }

    /// <summary>
    /// Deletes tokens, each with its row in the history, inside a transaction of the caller, who saves and commits it with
    /// <see cref="TokenRevocations.CommitAsync"/>.
    /// </summary>
    internal async Task<IReadOnlyList<Revocation>> DeleteAsync(
        IQueryable<RefreshToken> tokens, string reason, RequestOrigin origin, string? actorId, CancellationToken cancellationToken)
    {
        var ids = await tokens.Select(token => new { token.Id, token.UserId }).ToListAsync(cancellationToken);
        foreach (var some in ids.Select(token => token.Id).Chunk(500))
        {
            await db.RefreshTokens.Where(token => some.Contains(token.Id)).ExecuteDeleteAsync(cancellationToken);
        }

        var type = reason == RevocationReasons.LoggedOut ? SecurityEventTypes.Logout : SecurityEventTypes.TokenRevoked;
        foreach (var token in ids)
        {
            history.Add(type, token.UserId, origin, detail: reason, tokenId: token.Id, actorId: actorId);
        }

        return [.. ids.Select(token => new Revocation(token.Id, token.UserId, reason))];
    }

    private async Task<int> RevokeAsync(IQueryable<RefreshToken> tokens, string reason, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await DeleteAsync(tokens, reason, actor.Origin, actor.UserId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, revoked, cancellationToken);
        return revoked.Count;
    }

    private Task<RefreshToken?> OwnAsync(string userId, string tokenId, CancellationToken cancellationToken) =>
        db.RefreshTokens.SingleOrDefaultAsync(token => token.UserId == userId && token.Id == tokenId, cancellationToken);
}
