using HomeAuth.Core.People;

namespace HomeAuth.App.Components.People;

/// <summary>Somebody of the house as administrators see them.</summary>
/// <param name="Id">The user.</param>
/// <param name="Name">The display name.</param>
/// <param name="Username">The name to sign in with.</param>
/// <param name="Role">The key of what they are.</param>
/// <param name="CanBeHelped">Whether whoever looks can help them back in.</param>
public sealed record PersonView(string Id, string Name, string? Username, string Role, bool CanBeHelped)
{
    public static PersonView Of(UserAccount account, string viewerId) => new(
        account.User.Id,
        account.User.Name,
        account.User.UserName,
        account.User switch
        {
            { IsOwner: true } => "people.owner",
            { IsActive: false } => "people.disabled",
            _ when account.GroupIds.Contains(Core.Data.Group.AdminId) => "people.admin",
            _ => "people.user",
        },
        !account.User.IsOwner && account.User.Id != viewerId && account.User.UserName is not null);
}
