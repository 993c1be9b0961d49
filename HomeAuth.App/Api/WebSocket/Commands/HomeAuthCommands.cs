using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Recovery;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>
/// What Home Assistant has no command for. Sensitive ones answer <c>reauth_required</c> until <c>homeauth/reauth</c> has proved, within the last ten
/// minutes, that whoever holds the token is the person.
/// </summary>
public static class HomeAuthCommands
{
    public static void Map(CommandMap map)
    {
        Add(map, "reauth", Acts.ViewAccount, ReauthenticateAsync, "password", "code");
        Add(map, "mfa/list", Acts.ViewAccount, ListFactorsAsync);
        Add(map, "mfa/remove", Acts.ChangeSignIn, RemoveFactorAsync, "factor_id");
        Add(map, "passkeys/list", Acts.ViewAccount, ListPasskeysAsync);
        Add(map, "passkeys/remove", Acts.ChangeSignIn, RemovePasskeyAsync, "passkey_id");
        Add(map, "recovery_codes/info", Acts.ViewAccount, CountCodesAsync);
        Add(map, "recovery_codes/create", Acts.ChangeSignIn, CreateCodesAsync);
        Add(map, "users/reset_link", Acts.RecoverPeople, IssueLinkAsync, "user_id");
        Add(map, "users/reset_mfa", Acts.RecoverPeople, ResetFactorsAsync, "user_id");
    }

    internal static Command Add(CommandMap map, string name, string act, Func<CommandContext, Task<object?>> run, params string[] keys) =>
        map.Add(CommandMap.OwnPrefix + name, act, run, keys)
            .Answers(ErrorCodes.ReauthRequired, ErrorCodes.ReauthRequired, "Prove again who you are, with homeauth/reauth")
            .Answers(ErrorCodes.InvalidAuth, ErrorCodes.InvalidAuth, "Wrong password")
            .Answers(ErrorCodes.InvalidCode, ErrorCodes.InvalidCode, "Wrong code")
            .Answers(ErrorCodes.NoOffer, "not_found", "No offer")
            .Answers(ErrorCodes.FactorNotFound, "not_found", "Not found")
            .Answers(ErrorCodes.UserNotFound, "not_found", "User not found")
            .Answers(ErrorCodes.NoPassword, "credentials_not_found", "Credentials not found")
            .Answers(ErrorCodes.SystemGenerated, "system_generated", "Not a person")
            .Answers(ErrorCodes.OwnerProtected, "unauthorized", "Nobody can do this to the owner.");

    private static async Task<object?> ReauthenticateAsync(CommandContext context)
    {
        var again = context.Get<Reauthentication>();
        var wait = (context.Fields.OptionalText("password"), context.Fields.OptionalText("code")) switch
        {
            ({ } password, null) => await again.ByPasswordAsync(password, context.Actor),
            (null, { } code) => await again.ByCodeAsync(code, context.Actor),
            (null, null) => throw JsonFields.Missing("password"),
            _ => throw JsonFields.Wrong("two or more values in the same group of exclusion 'proof'", "<proof>"),
        };
        return wait is { } time
            ? throw new CommandException(ErrorCodes.TooManyAttempts, $"Too many wrong answers; try again in {Math.Ceiling(time.TotalSeconds)} s")
            : new { };
    }

    private static async Task<object?> ListFactorsAsync(CommandContext context) =>
        (await context.Get<SecondFactors>().ListAsync(context.Token.UserId)).Select(factor => new
        {
            factor.Id,
            MfaModuleId = factor.ModuleId,
            factor.Name,
            factor.CreatedAt,
            factor.LastUsedAt,
        });

    private static async Task<object?> RemoveFactorAsync(CommandContext context) =>
        await context.Get<SecondFactors>().RemoveAsync(context.Fields.Text("factor_id"), context.Actor)
            ? new { }
            : throw new HomeAuthException(ErrorCodes.FactorNotFound);

    private static async Task<object?> ListPasskeysAsync(CommandContext context) =>
        (await context.Get<PasskeyRegistry>().ListAsync(context.Token.UserId)).Select(passkey => new
        {
            passkey.Id,
            passkey.Name,
            passkey.CreatedAt,
            passkey.LastUsedAt,
            passkey.IsBackedUp,
        });

    private static async Task<object?> RemovePasskeyAsync(CommandContext context) =>
        await context.Get<PasskeyRegistry>().RemoveAsync(context.Fields.Text("passkey_id"), context.Actor)
            ? new { }
            : throw new HomeAuthException(ErrorCodes.FactorNotFound);

    private static async Task<object?> CountCodesAsync(CommandContext context)
    {
        var count = await context.Get<RecoveryCodes>().CountAsync(context.Token.UserId);
        return new { count.Left, count.CreatedAt, count.LastUsedAt };
    }

    private static async Task<object?> CreateCodesAsync(CommandContext context) =>
        new { Codes = await context.Get<RecoveryCodes>().CreateAsync(context.Actor) };

    private static async Task<object?> IssueLinkAsync(CommandContext context)
    {
        var secret = await context.Get<RecoveryLinks>().IssueAsync(context.Fields.Text("user_id"), RecoveryRoutes.ResetLink, context.Actor);
        return new { Path = RecoveryAddress.Of(secret), ExpiresIn = (int)RecoveryLinks.Lifetime.TotalSeconds };
    }

    private static async Task<object?> ResetFactorsAsync(CommandContext context)
    {
        await context.Get<SecondFactors>().ResetAsync(context.Fields.Text("user_id"), RecoveryRoutes.MfaReset, context.Actor);
        return new { };
    }
}
