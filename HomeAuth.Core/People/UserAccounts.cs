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
        await CheckAsync(groupIds, cancellationToken);
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

        var ended = await ApplyAsync(user, change, actor, cancellationToken);
        await SaveAsync(change, cancellationToken);
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

    private async Task CheckAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        if (await db.Roles.CountAsync(group => groupIds.Contains(group.Id), cancellationToken) != groupIds.Distinct().Count())
        {
            throw new HomeAuthException(ErrorCodes.GroupNotFound, "group_ids");
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

    private async Task<IReadOnlyList<Revocation>> ApplyAsync(HomeUser user, UserChange change, Actor actor, CancellationToken cancellationToken)
    {
        if (change.Name is { } name && DisplayName.Clean(name) != user.Name)
        {
            await RenameAsync(user, DisplayName.Clean(name), actor, cancellationToken);
        }

        if (change.Username is { } username && Username.Clean(username) != user.UserName)
        {
            await ChangeUsernameAsync(user, username, actor, cancellationToken);
        }

        if (change.GroupIds is { } groupIds)
        {
            await ChangeGroupsAsync(user, groupIds.ToHashSet(), actor, cancellationToken);
        }

        await LimitAsync(user, change, actor, cancellationToken);
        return change.IsActive is { } isActive && isActive != user.IsActive ? await SwitchAsync(user, isActive, actor, cancellationToken) : [];
    }

    private async Task RenameAsync(HomeUser user, string name, Actor actor, CancellationToken cancellationToken)
    {
        await authority.RequireAsync(user.Id == actor.UserId ? Acts.ChangeAccount : Acts.ChangePeople, actor, user.Id, cancellationToken);
        var old = user.Name;
        user.Name = name;
        history.Add(SecurityEventTypes.NameChanged, user.Id, actor);
        // The person they are goes by the same name, unless somebody gave it another.
        await db.Persons.Where(person => person.UserId == user.Id && person.Name == old)
            .ExecuteUpdateAsync(set => set.SetProperty(person => person.Name, name), cancellationToken);
    }

    private async Task ChangeUsernameAsync(HomeUser user, string username, Actor actor, CancellationToken cancellationToken)
    {
        await authority.RequireAsync(Acts.ChangeUsername, actor, user.Id, cancellationToken);
        if (user.UserName is null)
        {
            throw new HomeAuthException(ErrorCodes.CredentialsNotFound, "username");
        }

        if (Username.Check(username) is { } code)
        {
            throw new HomeAuthException(code, "username");
        }

        (user.UserName, user.NormalizedUserName) = (Username.Clean(username), Username.Normalize(username));
        history.Add(SecurityEventTypes.UsernameChanged, user.Id, actor);
    }

    private async Task SaveAsync(UserChange change, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (change.Username is not null && error is not DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.UsernameExists, "username");
        }
    }

    private async Task ChangeGroupsAsync(HomeUser user, HashSet<string> groupIds, Actor actor, CancellationToken cancellationToken)
    {
        await CheckAsync(groupIds, cancellationToken);
        var before = await db.UserRoles.Where(row => row.UserId == user.Id).Select(row => row.RoleId).ToListAsync(cancellationToken);
        if (groupIds.SetEquals(before))
        {
            return;
        }

        if (user.IsOwner)
        {
            throw new HomeAuthException(ErrorCodes.OwnerProtected);
        }

        await authority.RequireAsync(user.IsService && groupIds.Contains(Group.AdminId) ? Acts.EmpowerServices : Acts.ChangeRole, actor, user.Id, cancellationToken);
        await authority.RequireMayGiveAsync(groupIds, actor, cancellationToken);
        await db.UserRoles.Where(row => row.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        db.UserRoles.AddRange(groupIds.Select(id => new IdentityUserRole<string> { UserId = user.Id, RoleId = id }));
        history.Add(SecurityEventTypes.RoleChanged, user.Id, actor, detail: string.Join(' ', groupIds.Order(StringComparer.Ordinal)));
    }

    private async Task LimitAsync(HomeUser user, UserChange change, Actor actor, CancellationToken cancellationToken)
    {
        var limits = AccessLimits.Of(user);
        var wanted = new AccessLimits(
            change.LastDay is { } day ? day.Value : limits.LastDay,
            change.Hours is { } hours ? hours.Value : limits.Hours,
            change.LocalOnly ?? limits.AtHomeOnly);
        if (wanted == limits)
        {
            return;
        }

        if (user.IsOwner)
        {
            throw new HomeAuthException(ErrorCodes.OwnerProtected);
        }

        await authority.RequireAsync(Acts.LimitPeople, actor, user.Id, cancellationToken);
        (user.LastDay, user.Hours, user.LocalOnly) = (wanted.LastDay, wanted.Hours?.ToString(), wanted.AtHomeOnly);
        history.Add(SecurityEventTypes.LimitsChanged, user.Id, actor);
    }

    private async Task<IReadOnlyList<Revocation>> SwitchAsync(HomeUser user, bool isActive, Actor actor, CancellationToken cancellationToken)
    {
        await authority.RequireAsync(Acts.DisablePeople, actor, user.Id, cancellationToken);
        user.IsActive = isActive;
        history.Add(isActive ? SecurityEventTypes.UserEnabled : SecurityEventTypes.UserDisabled, user.Id, actor);
        return isActive
            ? []
            : await tokens.DeleteAsync(
                db.RefreshTokens.Where(token => token.UserId == user.Id), RevocationReasons.Disabled, actor.Origin, actor.UserId, cancellationToken);
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

/// <summary>What is to be changed of a user; null leaves it as it is.</summary>
/// <param name="Name">The display name.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="GroupIds">All groups that they belong to.</param>
/// <param name="LocalOnly">Whether they may only come from home.</param>
/// <param name="LastDay">The last day on which they may come.</param>
/// <param name="Hours">The hours in which they may come.</param>
/// <param name="Username">The name that they sign in with.</param>
public sealed record UserChange(
    string? Name = null,
    bool? IsActive = null,
    IReadOnlyCollection<string>? GroupIds = null,
    bool? LocalOnly = null,
    Changed<DateOnly?>? LastDay = null,
    Changed<WeeklyHours?>? Hours = null,
    string? Username = null);

/// <summary>A new value for what may also have none.</summary>
public sealed record Changed<T>(T Value);
