using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Makes somebody else the owner. The house has one at each moment, and whoever was it stays an administrator.</summary>
public sealed class OwnerTransfer(
    HomeAuthDb db, RecentProof proof, TokenRevocations revocations, HouseEvents events, PersonEntities entities, SecurityHistory history)
{
    /// <summary>Gives the house to somebody.</summary>
    /// <param name="newOwnerId">The new owner.</param>
    /// <param name="actor">The present owner.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>False when it is theirs already.</returns>
    /// <exception cref="HomeAuthException">
    /// The actor is not the owner or has to prove again who they are; or the new one does not exist, is no person, is disabled, or cannot sign in.
    /// </exception>
    public async Task<bool> TransferAsync(string newOwnerId, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        return await HandOverAsync(actor.UserId, newOwnerId, actor, _ => Task.FromResult(true), cancellationToken);
    }

    /// <summary>Why somebody cannot be the owner, a code of <see cref="ErrorCodes"/>; null when they can.</summary>
    internal async Task<string?> ObstacleAsync(string userId, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) switch
        {
            null => ErrorCodes.UserNotFound,
            { SystemGenerated: true } => ErrorCodes.SystemGenerated,
            { IsService: true } => ErrorCodes.NotAPerson,
            { IsActive: false } => ErrorCodes.UserInactive,
            // Somebody else knows the password.
            { PasswordChangeDue: true } => ErrorCodes.NoPassword,
            { UserName: not null, PasswordHash: not null } => null,
            { UserName: not null } when await db.Passkeys.AnyAsync(passkey => passkey.UserId == userId, cancellationToken) => null,
            _ => ErrorCodes.NoPassword,
        };

    /// <summary>Changes the owner, if a last question inside the transaction agrees.</summary>
    internal async Task<bool> HandOverAsync(
        string ownerId, string newOwnerId, Actor actor, Func<CancellationToken, Task<bool>> agreed, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // First the old one, since the database admits one owner. Of several transfers at once one finds the owner here.
        if (await SetOwnerAsync(db.Users.Where(user => user.Id == ownerId && user.IsOwner), false, cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.OwnerProtected);
        }

        if (newOwnerId == ownerId)
        {
            return false;
        }

        if (!await agreed(cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.NoOffer);
        }

        if (await SetOwnerAsync(db.Users.Where(user => user.Id == newOwnerId), true, cancellationToken) == 0
            || await ObstacleAsync(newOwnerId, cancellationToken) is not null)
        {
            throw new HomeAuthException(await ObstacleAsync(newOwnerId, cancellationToken) ?? ErrorCodes.UserNotFound);
        }

        // The owner may come whenever and from wherever.
        await db.Users.Where(user => user.Id == newOwnerId).ExecuteUpdateAsync(
            set => set.SetProperty(user => user.LocalOnly, false).SetProperty(user => user.LastDay, (DateOnly?)null).SetProperty(user => user.Hours, (string?)null),
            cancellationToken);
        // What was offered to others was offered by another owner; and what administrators made for whoever owns the house now is theirs no more.
        await db.OwnerOffers.ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryLinks.Where(link => link.UserId == newOwnerId).ExecuteDeleteAsync(cancellationToken);
        await db.UserRoles.Where(row => row.UserId == newOwnerId && (row.RoleId == Group.UsersId || row.RoleId == Group.ReadOnlyId)).ExecuteDeleteAsync(cancellationToken);
        foreach (var userId in new[] { ownerId, newOwnerId })
        {
            await MakeAdminAsync(userId, cancellationToken);
            history.Add(SecurityEventTypes.OwnerTransferred, userId, actor, detail: newOwnerId);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await TellAsync([ownerId, newOwnerId], EventContext.Of(actor.UserId));
        return true;
    }

    private static Task<int> SetOwnerAsync(IQueryable<HomeUser> users, bool isOwner, CancellationToken cancellationToken)
    {
        // The new stamp lets a change that was begun before fail, such as one that disables the account.
        var stamp = Identifier.New();
        return users.ExecuteUpdateAsync(
            set => set.SetProperty(user => user.IsOwner, isOwner).SetProperty(user => user.ConcurrencyStamp, stamp), cancellationToken);
    }

    private async Task MakeAdminAsync(string userId, CancellationToken cancellationToken)
    {
        if (!await db.UserRoles.AnyAsync(row => row.UserId == userId && row.RoleId == Group.AdminId, cancellationToken))
        {
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = userId, RoleId = Group.AdminId });
        }
    }

    private async Task TellAsync(IEnumerable<string> userIds, EventContext context)
    {
        foreach (var userId in userIds)
        {
            await revocations.UserChangedAsync(db, userId, CancellationToken.None);
            await events.PublishAsync(db, new UserUpdated(userId, context), CancellationToken.None);
        }

        await entities.ChangedAsync(db, context, CancellationToken.None);
    }
}
