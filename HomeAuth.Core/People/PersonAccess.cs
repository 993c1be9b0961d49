using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Closes and opens the door to a person of the house.</summary>
public sealed class PersonAccess(HomeAuthDb db, RefreshTokenManager tokens, TokenRevocations revocations, SecurityHistory history)
{
    /// <summary>Disables an account and revokes all its tokens, in one transaction.</summary>
    /// <exception cref="HomeAuthException">No such user, or the owner.</exception>
    public async Task DisableAsync(string userId, Actor actor, CancellationToken cancellationToken = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var disabled = await db.Users.Where(user => user.Id == userId && !user.IsOwner)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false), cancellationToken);
        if (disabled == 0)
        {
            var isOwner = await db.Users.AnyAsync(user => user.Id == userId, cancellationToken);
            throw new HomeAuthException(isOwner ? ErrorCodes.CannotDisableOwner : ErrorCodes.UserNotFound);
        }

        var ended = await tokens.DeleteAsync(db.RefreshTokens.Where(token => token.UserId == userId), RevocationReasons.Disabled, actor.Origin, actor.UserId, cancellationToken);
        history.Add(SecurityEventTypes.UserDisabled, userId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
    }

    /// <summary>Enables an account again; its tokens stay revoked.</summary>
    /// <exception cref="HomeAuthException">No such user.</exception>
    public async Task EnableAsync(string userId, Actor actor, CancellationToken cancellationToken = default)
    {
        var user = await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        user.IsActive = true;
        history.Add(SecurityEventTypes.UserEnabled, userId, actor);
        await db.SaveChangesAsync(cancellationToken);
    }
}
