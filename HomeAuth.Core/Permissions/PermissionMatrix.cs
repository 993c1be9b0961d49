namespace HomeAuth.Core.Permissions;

/// <summary>Judges acts by the table of <see cref="Acts"/>; for every door, for the table that people read, and for the words beside a control that is off.</summary>
public static class PermissionMatrix
{
    /// <summary>What stands against an act; null when it may be done.</summary>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    /// <param name="who">Who wants to.</param>
    /// <param name="target">To whom it would be done; null when it is nobody, or not known yet.</param>
    /// <returns>A code of <see cref="ErrorCodes"/>.</returns>
    public static string? Against(string act, Standing who, Standing? target = null) =>
        AgainstRole(Acts.Of(act), who) ?? (target is null ? null : AgainstTarget(Acts.Of(act), who, target));

    /// <summary>Whether somebody of a role may do something at all, with a token that is good for everything.</summary>
    public static bool Allows(string act, Role role) =>
        AgainstRole(Acts.Of(act), new Standing("", role, role is Role.Owner or Role.Admin)) is null;

    private static string? AgainstRole(Act act, Standing who) => act switch
    {
        { Level: Level.Owner } when !who.IsOwner => ErrorCodes.OwnerOnly,
        { Level: Level.Admin } when !who.IsAdmin => ErrorCodes.AdminOnly,
        { ForServices: false } when who.Role == Role.Service => ErrorCodes.PeopleOnly,
        _ when (act.Scope & ~who.Scopes) != TokenScopes.None => ErrorCodes.InsufficientScope,
        _ => null,
    };

    private static string? AgainstTarget(Act act, Standing who, Standing target)
    {
        var isOneself = who.UserId == target.UserId;
        return act switch
        {
            { OwnerOnly: true } when target.IsOwner && !isOneself => ErrorCodes.OwnerProtected,
            { NotOneself: true } when isOneself => ErrorCodes.OwnAccount,
            { AdminsByOwner: true } when target.IsAdmin && !isOneself && !who.IsOwner => ErrorCodes.OwnerOnly,
            _ => null,
        };
    }
}
