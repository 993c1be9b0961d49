using HomeAuth.Core.Data;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Tokens;

/// <summary>Sensitive acts ask again: a borrowed device is signed in, but cannot prove who holds it.</summary>
public sealed class RecentProof(HomeAuthDb db, TokenDirectory directory, TokenRevocations revocations, TimeProvider time)
{
    /// <summary>How long a proof is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Whether somebody has proved who they are, on this token, not longer ago than <see cref="Lifetime"/>.</summary>
    public async Task<bool> IsFreshAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (actor.TokenId is null)
        {
            return true;
        }

        // Whoever only said who they are has proved nothing yet, and makes no lasting way in of it, whatever program they use.
        var token = await directory.FindAsync(actor.TokenId, cancellationToken);
        return (!actor.AsksAgain && token?.Provider?.Type != TrustedNetworks.ProviderType)
            || (token is { ProvedAt: { } proved } && time.GetUtcNow() - proved < Lifetime);
    }

    /// <summary>Lets a sensitive act go on, or not.</summary>
    /// <exception cref="HomeAuthException">The proof is missing or too old, <see cref="ErrorCodes.ReauthRequired"/>; or the token is not for sensitive acts at all.</exception>
    public async Task RequireAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (actor.TokenId is { } tokenId && await directory.FindAsync(tokenId, cancellationToken) is { } token
            && (token.Standing.Scopes & (TokenScopes.Account | TokenScopes.Manage)) == TokenScopes.None)
        {
            throw new HomeAuthException(ErrorCodes.InsufficientScope);
        }

        if (!await IsFreshAsync(actor, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.ReauthRequired);
        }
    }

    /// <summary>Notes that somebody has just proved who they are.</summary>
    internal async Task NoteAsync(Actor actor, CancellationToken cancellationToken)
    {
        DateTimeOffset? now = time.GetUtcNow();
        await db.RefreshTokens.Where(token => token.Id == actor.TokenId && token.UserId == actor.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.ProvedAt, now), cancellationToken);
        await revocations.UserChangedAsync(db, actor.UserId, CancellationToken.None);
    }
}
