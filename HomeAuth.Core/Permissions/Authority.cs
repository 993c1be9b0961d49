using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Permissions;

/// <summary>Asks the database, at the moment of the act, whether it may be done: what a door knew when it opened may be out of date.</summary>
public sealed class Authority(HomeAuthDb db)
{
    /// <summary>Lets an act go on, or not. The program itself, at its console, may do everything that can be done to the target at all.</summary>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    /// <param name="actor">Who wants to.</param>
    /// <param name="targetId">To whom it would be done; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HomeAuthException">What stands against it, or there is no such target.</exception>
    public async Task RequireAsync(string act, Actor actor, string? targetId = null, CancellationToken cancellationToken = default)
    {
        var target = targetId is null ? null : await FindAsync(targetId, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        if (actor.TokenId is null)
        {
            if (Acts.Of(act).OwnerOnly && target is { IsOwner: true } && target.UserId != actor.UserId)
            {
                throw new HomeAuthException(ErrorCodes.OwnerProtected);
            }

            return;
        }

        var who = await OfAsync(actor, cancellationToken) ?? throw new HomeAuthException(ErrorCodes.UserInactive);
        if (PermissionMatrix.Against(act, who, target) is { } refusal)
        {
            throw new HomeAuthException(refusal);
        }
    }

    /// <summary>Refuses to give a token more than the one that it is asked with.</summary>
    /// <param name="scope">The text of its scopes; null for everything.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HomeAuthException">It would be more.</exception>
    public async Task RequireScopesAsync(string? scope, Actor actor, CancellationToken cancellationToken = default)
    {
        if (actor.TokenId is not null && await OfAsync(actor, cancellationToken) is { } who && (TokenScopeText.Read(scope) & ~who.Scopes) != TokenScopes.None)
        {
            throw new HomeAuthException(ErrorCodes.InsufficientScope, "scope");
        }
    }

    /// <summary>Refuses that a limited token makes administrators: they would be less limited than it.</summary>
    /// <param name="groupIds">The groups that somebody would belong to.</param>
    /// <param name="actor">Who gives them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HomeAuthException">The administrators are among them, and the token is limited.</exception>
    public Task RequireMayGiveAsync(IReadOnlyCollection<string> groupIds, Actor actor, CancellationToken cancellationToken = default) =>
        groupIds.Contains(Group.AdminId) ? RequireScopesAsync(null, actor, cancellationToken) : Task.CompletedTask;

    /// <summary>What somebody is right now; null for nobody.</summary>
    public async Task<Standing?> FindAsync(string userId, CancellationToken cancellationToken = default) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken) is { } user
            ? Standing.Of(user, await GroupsAsync(userId, cancellationToken))
            : null;

    /// <summary>Changes nothing, but makes whoever changes what administrators are wait for this transaction.</summary>
    internal Task HoldAdminsAsync(CancellationToken cancellationToken) => db.Roles.Where(group => group.Id == Group.AdminId)
        .ExecuteUpdateAsync(set => set.SetProperty(group => group.SystemGenerated, group => group.SystemGenerated), cancellationToken);

    private async Task<Standing?> OfAsync(Actor actor, CancellationToken cancellationToken)
    {
        var row = await db.RefreshTokens.AsNoTracking().Where(token => token.Id == actor.TokenId && token.UserId == actor.UserId)
            .Join(db.Users.Where(user => user.IsActive), token => token.UserId, user => user.Id, (token, user) => new { token.Scope, User = user })
            .SingleOrDefaultAsync(cancellationToken);
        return row is null ? null : Standing.Of(row.User, await GroupsAsync(actor.UserId, cancellationToken), row.Scope);
    }

    private Task<List<string>> GroupsAsync(string userId, CancellationToken cancellationToken) =>
        db.UserRoles.Where(row => row.UserId == userId).Select(row => row.RoleId).ToListAsync(cancellationToken);
}
