using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>What changes of a user when somebody saves, inside the transaction of <see cref="UserAccounts.UpdateAsync"/>.</summary>
public sealed class UserEdit(HomeAuthDb db, RefreshTokenManager tokens, Authority authority, SecurityHistory history)
{
    /// <summary>Changes what is given, for the caller to commit; each part only if it differs and the actor may.</summary>
    /// <returns>The tokens that end with it.</returns>
    internal async Task<IReadOnlyList<Revocation>> ApplyAsync(HomeUser user, UserChange change, Actor actor, CancellationToken cancellationToken)
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
        var ended = change.IsActive is { } isActive && isActive != user.IsActive ? await SwitchAsync(user, isActive, actor, cancellationToken) : [];
        await SaveAsync(change, cancellationToken);
        return ended;
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
        await GroupRegistry.RequireAsync(db, groupIds, cancellationToken);
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
}
