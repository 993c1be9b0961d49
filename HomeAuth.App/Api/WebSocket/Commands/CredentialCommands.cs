using HomeAuth.Core;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>By what somebody can sign in. A further way is linked as in Home Assistant, by a login flow of the type <c>link_user</c>.</summary>
public static class CredentialCommands
{
    public static void Map(CommandMap map)
    {
        HomeAuthCommands.Add(map, "credentials/list", Acts.ViewAccount, ListAsync);
        HomeAuthCommands.Add(map, "credentials/unlink", Acts.ChangeSignIn, UnlinkAsync, "credential_id")
            .Answers(ErrorCodes.CredentialNotFound, "not_found", "Not found")
            .Answers(ErrorCodes.LastCredential, ErrorCodes.LastCredential, "It is the local login, or the only way to sign in");
    }

    private static async Task<object?> ListAsync(CommandContext context) =>
        (await context.Get<CredentialLinking>().ListAsync(context.Token.UserId)).Select(way => new
        {
            way.Id,
            AuthProviderType = way.ProviderType,
            AuthProviderId = way.ProviderId.Length == 0 ? null : way.ProviderId,
            Name = way.ProviderName,
            way.Account,
            way.CreatedAt,
        });

    private static async Task<object?> UnlinkAsync(CommandContext context)
    {
        await context.Get<CredentialLinking>().UnlinkAsync(context.Fields.Text("credential_id"), context.Actor);
        return null;
    }
}
