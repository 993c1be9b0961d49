using HomeAuth.Core;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>The users of the house, for administrators.</summary>
public static class UserCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("config/auth/list", Acts.ViewPeople, ListAsync);
        map.Add("config/auth/create", Acts.AddPeople, CreateAsync, "name", "group_ids", "local_only")
            .Answers(ErrorCodes.GroupNotFound, "unknown_error", "No such group");
        map.Add("config/auth/update", Acts.ViewPeople, UpdateAsync, "user_id", "name", "is_active", "group_ids", "local_only")
            .Answers(ErrorCodes.UserNotFound, "not_found", "User not found")
            .Answers(ErrorCodes.SystemGenerated, "cannot_modify_system_generated", "Unable to update system generated users.")
            .Answers(ErrorCodes.CannotDisableOwner, "cannot_deactivate_owner", "Unable to deactivate owner.")
            .Answers(ErrorCodes.OwnerProtected, "unauthorized", "Only the owner can change the owner.")
            .Answers(ErrorCodes.GroupNotFound, "unknown_error", "No such group");
        map.Add("config/auth/delete", Acts.RemovePeople, DeleteAsync, "user_id")
            .Answers(ErrorCodes.NoDeleteSelf, "no_delete_self", "Unable to delete your own account")
            .Answers(ErrorCodes.UserNotFound, "not_found", "User not found")
            .Answers(ErrorCodes.OwnerProtected, "unauthorized", "The owner cannot be deleted.");
    }

    private static async Task<object?> ListAsync(CommandContext context) => (await context.Get<UserAccounts>().ListAsync()).Select(Shape);

    private static async Task<object?> CreateAsync(CommandContext context) => new
    {
        User = Shape(await context.Get<UserAccounts>().CreateAsync(
            context.Fields.Text("name"), context.Fields.OptionalTexts("group_ids") ?? [], context.Fields.OptionalFlag("local_only") ?? false, context.Actor)),
    };

    private static async Task<object?> UpdateAsync(CommandContext context)
    {
        var fields = context.Fields;
        var change = new UserChange(
            fields.OptionalText("name"), fields.OptionalFlag("is_active"), fields.OptionalTexts("group_ids"), fields.OptionalFlag("local_only"));
        var userId = fields.Text("user_id");
        var accounts = context.Get<UserAccounts>();
        // Nobody's last act is to take away their own way in.
        return userId == context.Token.UserId && change.IsActive == false && !context.Token.IsOwner
            ? throw new CommandException("home_assistant_error", "Unable to deactivate your own account")
            : new { User = Shape(await accounts.UpdateAsync(userId, change, context.Actor)) };
    }

    private static async Task<object?> DeleteAsync(CommandContext context)
    {
        await context.Get<UserAccounts>().RemoveAsync(context.Fields.Text("user_id"), context.Actor);
        return null;
    }

    private static object Shape(UserAccount account) => new
    {
        account.User.Id,
        Username = account.User.UserName,
        account.User.Name,
        account.User.IsOwner,
        account.User.IsActive,
        account.User.LocalOnly,
        account.User.SystemGenerated,
        account.GroupIds,
        Credentials = account.Credentials.Select(credential => new { Type = credential.AuthProviderType }),
    };
}
