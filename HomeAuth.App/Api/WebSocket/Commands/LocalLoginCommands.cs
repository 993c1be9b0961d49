using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Providers;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>Usernames and passwords of the local provider.</summary>
public static class LocalLoginCommands
{
    private const string Prefix = "config/auth_provider/homeassistant/";

    public static void Map(CommandMap map)
    {
        map.Add(Prefix + "create", Acts.AddPeople, CreateAsync, "user_id", "username", "password")
            .Answers(ErrorCodes.UserNotFound, "not_found", "User not found")
            .Answers(ErrorCodes.SystemGenerated, "system_generated", "Cannot add credentials to a system generated user.");
        map.Add(Prefix + "delete", Acts.ChangeUsername, DeleteAsync, "username")
            .Answers(ErrorCodes.OwnerProtected, "unauthorized", "The owner's login cannot be deleted.");
        map.Add(Prefix + "change_password", Acts.ChangeSignIn, ChangePasswordAsync, "current_password", "new_password")
            .Answers(ErrorCodes.NoPassword, "credentials_not_found", "Credentials not found")
            .Answers(ErrorCodes.UserNotFound, "user_not_found", "User not found")
            .Answers(ErrorCodes.InvalidCurrentPassword, "invalid_current_password", "Invalid current password");
        map.Add(Prefix + "admin_change_password", Acts.SetCredentials, SetPasswordAsync, "user_id", "password")
            .Answers(ErrorCodes.UserNotFound, "user_not_found", "User not found")
            .Answers(ErrorCodes.SystemGenerated, "credentials_not_found", "Credentials not found")
            .Answers(ErrorCodes.CredentialsNotFound, "credentials_not_found", "Credentials not found");
        map.Add(Prefix + "admin_change_username", Acts.SetCredentials, RenameAsync, "user_id", "username")
            .Answers(ErrorCodes.UserNotFound, "user_not_found", "User not found")
            .Answers(ErrorCodes.SystemGenerated, "credentials_not_found", "Credentials not found")
            .Answers(ErrorCodes.CredentialsNotFound, "credentials_not_found", "Credentials not found");
    }

    private static async Task<object?> CreateAsync(CommandContext context)
    {
        var username = Username(context);
        await context.Get<LocalLogins>().AddAsync(context.Fields.Text("user_id"), username, context.Fields.Text("password"), context.Actor);
        return null;
    }

    private static async Task<object?> DeleteAsync(CommandContext context)
    {
        await context.Get<LocalLogins>().RemoveAsync(context.Fields.Text("username"), context.Actor);
        return null;
    }

    private static async Task<object?> ChangePasswordAsync(CommandContext context)
    {
        // As in Home Assistant, a change over this wire ends nothing.
        var request = new PasswordChangeRequest(
            context.Fields.Text("current_password"), context.Fields.Text("new_password"), EndOtherSessions: false, RevokeLongLivedTokens: false, EndThisSession: false);
        if (await context.Get<PasswordChange>().ChangeAsync(request, context.Actor) is { } wait)
        {
            context.Placeholders["seconds"] = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            throw new HomeAuthException(ErrorCodes.TooManyAttempts);
        }

        return null;
    }

    private static async Task<object?> SetPasswordAsync(CommandContext context)
    {
        await context.Get<LocalLogins>().SetPasswordAsync(context.Fields.Text("user_id"), context.Fields.Text("password"), context.Actor);
        return null;
    }

    private static async Task<object?> RenameAsync(CommandContext context)
    {
        await context.Get<LocalLogins>().RenameAsync(context.Fields.Text("user_id"), Username(context), context.Actor);
        return null;
    }

    private static string Username(CommandContext context)
    {
        var username = context.Fields.Text("username");
        context.Placeholders[Core.Users.Username.Normalize(username) == username ? "username" : "new_username"] = username;
        return username;
    }
}
