using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Tokens;

/// <summary>Lists, names and revokes refresh tokens: everything that is signed in.</summary>
public sealed class RefreshTokenManager(
    HomeAuthDb db,
    TokenRevocations revocations,
    TokenUsage usage,
    SecurityHistory history,
    Authority authority,
    HouseSettings settings,
    TimeProvider time)
{
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

        await RequireAsync(userId, actor, cancellationToken);
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
    /// <exception cref="HomeAuthException">The token is somebody else's, and not the actor's to change.</exception>
    public async Task<bool> SetExpiryAsync(string userId, string tokenId, bool expires, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(userId, actor, cancellationToken);
        if (await OwnAsync(userId, tokenId, cancellationToken) is not { } token)
        {
            return false;
        }

        // A long-lived token ends when it was made to end.
        if (token.TokenType != TokenType.LongLivedAccessToken && expires != token.ExpireAt is not null)
        {
            token.ExpireAt = expires ? (usage.Of(token).At ?? time.GetUtcNow()) + settings.Current.Lifetimes.Of(token) : null;
            history.Add(SecurityEventTypes.TokenExpiryChanged, userId, actor, detail: expires ? "expires" : "never", tokenId: tokenId);
            await db.SaveChangesAsync(cancellationToken);
            await revocations.UserChangedAsync(db, userId, cancellationToken);
        }

        return true;
    }

    /// <summary>Chooses what one of the user's tokens may be used for, at once also where it is in use.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="tokenId">Which.</param>
    /// <param name="scopes">Names of scopes; null for everything that its person may.</param>
    /// <param name="actor">Who does it; a token is never given more than the actor's own.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>False when the user has no such token.</returns>
    /// <exception cref="HomeAuthException">A scope is unknown or not the actor's to give, the token is the one in use, or somebody else's and not the actor's to change.</exception>
    public async Task<bool> LimitAsync(string userId, string tokenId, IEnumerable<string>? scopes, Actor actor, CancellationToken cancellationToken = default)
    {
        var scope = TokenScopeText.Write(scopes);
        await RequireAsync(userId, actor, cancellationToken);
        await authority.RequireScopesAsync(scope, actor, cancellationToken);
        if (await OwnAsync(userId, tokenId, cancellationToken) is not { } token)
        {
            return false;
        }

        if (tokenId == actor.TokenId)
        {
            throw new HomeAuthException(ErrorCodes.TokenInUse);
        }

        // Others may take away, and only the person gives.
        if (userId != actor.UserId && actor.TokenId is not null && (TokenScopeText.Read(scope) & ~TokenScopeText.Read(token.Scope)) != TokenScopes.None)
        {
            throw new HomeAuthException(ErrorCodes.InsufficientScope, "scope");
        }

        if (token.Scope != scope)
        {
            token.Scope = scope;
            history.Add(SecurityEventTypes.TokenLimited, userId, actor, detail: scope ?? "all", tokenId: tokenId);
            await db.SaveChangesAsync(cancellationToken);
            await revocations.UserChangedAsync(db, userId, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Revokes one of the user's tokens. When this returns, the token is good nowhere any more.</summary>
    /// <returns>False when the user has no such token.</returns>
    /// <exception cref="HomeAuthException">The token is somebody else's, and not the actor's to revoke.</exception>
    public async Task<bool> RevokeAsync(string userId, string tokenId, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        // Whoever can do nothing else can still log out.
        if (tokenId != actor.TokenId || userId != actor.UserId)
        {
            await RequireAsync(userId, actor, cancellationToken);
        }

        return await RevokeOneAsync(userId, tokenId, reason, actor, cancellationToken);
    }

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
    /// <exception cref="HomeAuthException">They are somebody else's, and not the actor's to revoke.</exception>
    public async Task<int> RevokeAllAsync(
        string userId, IReadOnlyCollection<TokenType> types, string? exceptTokenId, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(userId, actor, cancellationToken);
        if (types.Contains(TokenType.Normal))
        {
            // A browser that was lost is not to pass for theirs; the one in their hands is.
            var kept = actor.UserId == userId ? actor.Origin.Device : null;
            await db.KnownDevices.Where(device => device.UserId == userId && device.DeviceId != kept).ExecuteDeleteAsync(cancellationToken);
        }

        return await RevokeAsync(
            db.RefreshTokens.Where(token => token.UserId == userId && types.Contains(token.TokenType) && token.Id != exceptTokenId),
            reason, actor, cancellationToken);
    }

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

    private async Task<bool> RevokeOneAsync(string userId, string tokenId, string reason, Actor actor, CancellationToken cancellationToken) =>
        await RevokeAsync(db.RefreshTokens.Where(token => token.UserId == userId && token.Id == tokenId), reason, actor, cancellationToken) > 0;

    private async Task<int> RevokeAsync(IQueryable<RefreshToken> tokens, string reason, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await DeleteAsync(tokens, reason, actor.Origin, actor.UserId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, revoked, cancellationToken);
        return revoked.Count;
    }

    private Task RequireAsync(string userId, Actor actor, CancellationToken cancellationToken) => userId == actor.UserId
        ? authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken)
        : authority.RequireAsync(Acts.EndDevices, actor, userId, cancellationToken);

    private Task<RefreshToken?> OwnAsync(string userId, string tokenId, CancellationToken cancellationToken) =>
        db.RefreshTokens.SingleOrDefaultAsync(token => token.UserId == userId && token.Id == tokenId, cancellationToken);
}
