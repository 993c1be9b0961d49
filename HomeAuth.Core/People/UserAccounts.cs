using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Adds, changes and removes users. The owner is changed by nobody else, and removed by nobody.</summary>
public sealed class UserAccounts(
    HomeAuthDb db,
    RefreshTokenManager tokens,
    TokenRevocations revocations,
    Authority authority,
    AdminGuard admins,
    UserEdit edit,
    PersonEntities entities,
    HouseEvents events,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>All users, also disabled ones and accounts of the system, in the order of their creation.</summary>
    public async Task<IReadOnlyList<UserAccount>> ListAsync(CancellationToken cancellationToken = default)
    {
        var users = await db.Users.AsNoTracking().OrderBy(user => user.CreatedAt).ThenBy(user => user.Id).ToListAsync(cancellationToken);
        var groups = (await db.UserRoles.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.UserId, row => row.RoleId);
        var credentials = (await db.Credentials.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.UserId);
        return [.. users.Select(user => new UserAccount(user, [.. groups[user.Id].Order(StringComparer.Ordinal)], [.. credentials[user.Id]]))];
    }

    /// <summary>One user; null if there is none of that id.</summary>
    public async Task<UserAccount?> FindAsync(string userId, CancellationToken cancellationToken = default) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is { } user
            ? new UserAccount(
                user,
                await db.UserRoles.Where(row => row.UserId == userId).Select(row => row.RoleId).Order().ToListAsync(cancellationToken),
                await db.Credentials.AsNoTracking().Where(credential => credential.UserId == userId).ToListAsync(cancellationToken))
            : null;

    /// <summary>Adds a user, who cannot sign in before they get a login.</summary>
    /// <exception cref="HomeAuthException">The name breaks a rule, there is no such group, or the actor may not.</exception>
    public async Task<UserAccount> CreateAsync(
        string name, IReadOnlyCollection<string> groupIds, bool localOnly, Actor actor, CancellationToken cancellationToken = default)
    {
        Check(name);
        await authority.RequireAsync(Acts.AddPeople, actor, null, cancellationToken);
        await authority.RequireMayGiveAsync(groupIds, actor, cancellationToken);
        await GroupRegistry.RequireAsync(db, groupIds, cancellationToken);
        var user = new HomeUser { Name = DisplayName.Clean(name), LocalOnly = localOnly, CreatedAt = time.GetUtcNow() };
        db.Users.Add(user);
        db.UserRoles.AddRange(groupIds.Distinct().Select(id => new IdentityUserRole<string> { UserId = user.Id, RoleId = id }));
        history.Add(SecurityEventTypes.UserAdded, user.Id, actor);
        await db.SaveChangesAsync(cancellationToken);
        await events.PublishAsync(db, new UserAdded(user.Id, EventContext.Of(actor.UserId)), CancellationToken.None);
        return (await FindAsync(user.Id, CancellationToken.None))!;
    }

    /// <summary>Changes what is given of a user, all of it or nothing. Who is disabled loses all tokens, for good.</summary>
    /// <exception cref="HomeAuthException">A value breaks a rule, there is no such user, or it is not the actor's to change.</exception>
    public async Task<UserAccount> UpdateAsync(string userId, UserChange change, Actor actor, CancellationToken cancellationToken = default)
    {
        if (change.Name is { } name)
        {
            Check(name);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await authority.HoldAdminsAsync(cancellationToken);
        await HoldAsync(userId, cancellationToken);
        var user = await ChangeableAsync(userId, actor, cancellationToken);
        if (user.IsOwner && change.IsActive == false)
        {
            throw new HomeAuthException(ErrorCodes.CannotDisableOwner);
        }

        var ended = await edit.ApplyAsync(user, change, actor, cancellationToken);
        await admins.RequireOneAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
        await TellAsync(new UserUpdated(userId, EventContext.Of(actor.UserId)), cancellationToken);
        return (await FindAsync(userId, CancellationToken.None))!;
    }

    /// <summary>Disables an account and revokes all its tokens.</summary>
    /// <exception cref="HomeAuthException">No such user, or the owner.</exception>
    public Task DisableAsync(string userId, Actor actor, CancellationToken cancellationToken = default) =>
        UpdateAsync(userId, new UserChange(IsActive: false), actor, cancellationToken);

    /// <summary>Enables an account again; its tokens stay revoked.</summary>
    /// <exception cref="HomeAuthException">No such user.</exception>
    public Task EnableAsync(string userId, Actor actor, CancellationToken cancellationToken = default) =>
        UpdateAsync(userId, new UserChange(IsActive: true), actor, cancellationToken);

    /// <summary>Changes a display name.</summary>
    /// <exception cref="HomeAuthException">The name breaks a rule, or there is no such user.</exception>
    public Task RenameAsync(string userId, string name, Actor actor, CancellationToken cancellationToken = default) =>
        UpdateAsync(userId, new UserChange(Name: name), actor, cancellationToken);

    /// <summary>
    /// Removes a user with all credentials and tokens. Who was linked to a person leaves the person behind, and the services that they answered for
    /// to the actor.
    /// </summary>
    /// <exception cref="HomeAuthException">No such user, the owner, the actor, or not the actor's to remove.</exception>
    public async Task RemoveAsync(string userId, Actor actor, CancellationToken cancellationToken = default)
    {
        if (userId == actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.NoDeleteSelf);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await authority.HoldAdminsAsync(cancellationToken);
        await HoldAsync(userId, cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        if (user.IsOwner)
        {
            throw new HomeAuthException(ErrorCodes.OwnerProtected);
        }

        await authority.RequireAsync(Acts.RemovePeople, actor, userId, cancellationToken);
        await db.Users.Where(service => service.ResponsibleId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(service => service.ResponsibleId, actor.UserId), cancellationToken);
        var ended = await tokens.DeleteAsync(
            db.RefreshTokens.Where(token => token.UserId == userId), RevocationReasons.UserRemoved, actor.Origin, actor.UserId, cancellationToken);
        await db.Users.Where(user => user.Id == userId).ExecuteDeleteAsync(cancellationToken);
        history.Add(SecurityEventTypes.UserRemoved, userId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await admins.RequireOneAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
        await TellAsync(new UserRemoved(userId, EventContext.Of(actor.UserId)), cancellationToken);
    }

    private static void Check(string name)
    {
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }
    }

    // Changes nothing, but waits for a sign-in under way, which holds the same row: the token that it adds must be found when tokens are deleted.
    private async Task HoldAsync(string userId, CancellationToken cancellationToken) =>
        await db.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, user => user.IsActive), cancellationToken);

    private async Task<HomeUser> ChangeableAsync(string userId, Actor actor, CancellationToken cancellationToken)
    {
        var user = await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        return user switch
        {
            { SystemGenerated: true } => throw new HomeAuthException(ErrorCodes.SystemGenerated),
            { IsOwner: true } when actor.UserId != userId => throw new HomeAuthException(ErrorCodes.OwnerProtected),
            _ => user,
        };
    }

    private async Task TellAsync(HouseEvent happened, CancellationToken cancellationToken)
    {
        var userId = happened is UserUpdated updated ? updated.UserId : ((UserRemoved)happened).UserId;
        await revocations.UserChangedAsync(db, userId, CancellationToken.None);
        await events.PublishAsync(db, happened, CancellationToken.None);
        await entities.ChangedAsync(db, happened.Context, cancellationToken);
    }
}

/// <summary>A user with groups and credentials.</summary>
public sealed record UserAccount(HomeUser User, IReadOnlyList<string> GroupIds, IReadOnlyList<Credential> Credentials);
