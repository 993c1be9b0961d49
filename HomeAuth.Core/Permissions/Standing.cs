using HomeAuth.Core.Data;

namespace HomeAuth.Core.Permissions;

/// <summary>What decides what somebody may do, or what may be done to them.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Role">What they are.</param>
/// <param name="IsAdmin">Whether they have the rights of administrators; a service may have them too.</param>
/// <param name="Scopes">What the token that they act with may be used for.</param>
public sealed record Standing(string UserId, Role Role, bool IsAdmin, TokenScopes Scopes = TokenScopes.All)
{
    /// <summary>Whether it is the owner.</summary>
    public bool IsOwner => Role == Role.Owner;

    /// <summary>The standing of a user with groups.</summary>
    public static Standing Of(HomeUser user, IReadOnlyCollection<string> groupIds, string? scope = null) => new(
        user.Id,
        RoleOf(user, groupIds),
        user.IsOwner || groupIds.Contains(Group.AdminId),
        TokenScopeText.Read(scope));

    private static Role RoleOf(HomeUser user, IReadOnlyCollection<string> groupIds) => user switch
    {
        { IsOwner: true } => Role.Owner,
        { SystemGenerated: true } => Role.System,
        { IsService: true } => Role.Service,
        _ when groupIds.Contains(Group.AdminId) => Role.Admin,
        _ when groupIds.Contains(Group.UsersId) => Role.User,
        _ when groupIds.Contains(Group.ReadOnlyId) => Role.ReadOnly,
        _ => Role.Custom,
    };
}
