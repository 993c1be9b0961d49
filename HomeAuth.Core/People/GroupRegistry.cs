using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>The groups of the house, the built-in ones and its own. What a group's members may do with entities is a policy document.</summary>
public sealed class GroupRegistry(HomeAuthDb db, Authority authority, TokenRevocations revocations, SecurityHistory history)
{
    /// <summary>Most groups of the house's own.</summary>
    public const int MostGroups = 100;

    /// <summary>All groups, the built-in ones first.</summary>
    public async Task<IReadOnlyList<GroupView>> ListAsync(CancellationToken cancellationToken = default)
    {
        var groups = await db.Roles.AsNoTracking().OrderByDescending(group => group.SystemGenerated).ThenBy(group => group.Id)
            .Select(group => new { Group = group, Members = db.UserRoles.Count(row => row.RoleId == group.Id) }).ToListAsync(cancellationToken);
        return [.. groups.Select(row => new GroupView(row.Group.Id, row.Group.Name ?? row.Group.Id, row.Group.SystemGenerated, Policy(row.Group).Json, row.Members))];
    }

    /// <summary>Makes a group.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="policy">Its policy document, JSON.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="HomeAuthException">A value breaks a rule, the name is taken, or the actor may not.</exception>
    public async Task<string> CreateAsync(string? name, string policy, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ManageGroups, actor, null, cancellationToken);
        if (await db.Roles.CountAsync(group => !group.SystemGenerated, cancellationToken) >= MostGroups)
        {
            throw new HomeAuthException(ErrorCodes.GroupExists, "name");
        }

        var group = new Group { Id = Identifier.New() };
        db.Roles.Add(group);
        await WriteAsync(group, name, policy, actor, cancellationToken);
        return group.Id;
    }

    /// <summary>Changes what is given of a group; its members have the new rights at once.</summary>
    /// <exception cref="HomeAuthException">No such group, a built-in one, a value breaks a rule, or the actor may not.</exception>
    public async Task UpdateAsync(string groupId, string? name, string? policy, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ManageGroups, actor, null, cancellationToken);
        var group = await OwnAsync(groupId, cancellationToken);
        await WriteAsync(group, name ?? group.Name, policy ?? group.Policy!, actor, cancellationToken);
        await TellMembersAsync(await MembersAsync(groupId, cancellationToken));
    }

    /// <summary>Removes a group; its members stay, without it.</summary>
    /// <exception cref="HomeAuthException">No such group, a built-in one, or the actor may not.</exception>
    public async Task RemoveAsync(string groupId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ManageGroups, actor, null, cancellationToken);
        var group = await OwnAsync(groupId, cancellationToken);
        var members = await MembersAsync(groupId, cancellationToken);
        db.Roles.Remove(group);
        history.Add(SecurityEventTypes.GroupChanged, null, actor, detail: groupId);
        await db.SaveChangesAsync(cancellationToken);
        await TellMembersAsync(members);
    }

    /// <summary>Refuses groups that do not exist.</summary>
    internal static async Task RequireAsync(HomeAuthDb db, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        if (await db.Roles.CountAsync(group => groupIds.Contains(group.Id), cancellationToken) != groupIds.Distinct().Count())
        {
            throw new HomeAuthException(ErrorCodes.GroupNotFound, "group_ids");
        }
    }

    private static EntityPolicy Policy(Group group) => group.Policy is null ? EntityPolicy.Nothing : EntityPolicy.Parse(group.Policy);

    private async Task WriteAsync(Group group, string? name, string policy, Actor actor, CancellationToken cancellationToken)
    {
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        var clean = DisplayName.Clean(name!);
        (group.Name, group.NormalizedName, group.Policy) = (clean, CaseFolding.Fold(clean), EntityPolicy.Parse(policy).Json);
        history.Add(SecurityEventTypes.GroupChanged, null, actor, detail: group.Id);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.GroupExists, "name");
        }
    }

    private async Task<Group> OwnAsync(string groupId, CancellationToken cancellationToken)
    {
        var group = await db.Roles.SingleOrDefaultAsync(group => group.Id == groupId, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.GroupNotFound);
        return group.SystemGenerated ? throw new HomeAuthException(ErrorCodes.GroupBuiltIn) : group;
    }

    private Task<List<string>> MembersAsync(string groupId, CancellationToken cancellationToken) =>
        db.UserRoles.Where(row => row.RoleId == groupId).Select(row => row.UserId).ToListAsync(cancellationToken);

    private async Task TellMembersAsync(List<string> members)
    {
        foreach (var userId in members)
        {
            await revocations.UserChangedAsync(db, userId, CancellationToken.None);
        }
    }
}

/// <summary>A group.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What people call it; of a built-in one English, for the screen to translate.</param>
/// <param name="IsBuiltIn">Whether it can be neither changed nor removed.</param>
/// <param name="Policy">Its policy document, JSON.</param>
/// <param name="Members">How many users belong to it.</param>
public sealed record GroupView(string Id, string Name, bool IsBuiltIn, string Policy, int Members);
