using System.Reflection;

namespace HomeAuth.Core.History;

/// <summary>The kinds of security event. The values are kept in the database and are tails of resource keys.</summary>
public static class SecurityEventTypes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(SecurityEventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>Somebody signed in, or tried to.</summary>
    public const string Login = "login";

    /// <summary>Somebody logged out.</summary>
    public const string Logout = "logout";

    /// <summary>The house was claimed, or somebody tried to with a wrong setup code.</summary>
    public const string OwnerCreated = "owner_created";

    /// <summary>A refresh token was revoked.</summary>
    public const string TokenRevoked = "token_revoked";

    /// <summary>A refresh token was given a name.</summary>
    public const string TokenRenamed = "token_renamed";

    /// <summary>Whether a refresh token expires was changed.</summary>
    public const string TokenExpiryChanged = "token_expiry_changed";

    /// <summary>A password was changed, or somebody tried to with a wrong current one.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>A display name was changed.</summary>
    public const string NameChanged = "name_changed";

    /// <summary>An account was disabled.</summary>
    public const string UserDisabled = "user_disabled";

    /// <summary>An account was enabled.</summary>
    public const string UserEnabled = "user_enabled";

    /// <summary>A long-lived access token was created.</summary>
    public const string LongLivedTokenCreated = "long_lived_token_created";

    /// <summary>A user was added.</summary>
    public const string UserAdded = "user_added";

    /// <summary>A user's name, groups or limits were changed.</summary>
    public const string UserUpdated = "user_updated";

    /// <summary>A user was removed.</summary>
    public const string UserRemoved = "user_removed";

    /// <summary>Somebody became the owner in place of somebody else; written for both.</summary>
    public const string OwnerTransferred = "owner_transferred";

    /// <summary>A login of the local provider was added.</summary>
    public const string LoginAdded = "login_added";

    /// <summary>A login of the local provider was removed.</summary>
    public const string LoginRemoved = "login_removed";

    /// <summary>A username was changed.</summary>
    public const string UsernameChanged = "username_changed";

    /// <summary>A second factor was set up.</summary>
    public const string MfaEnabled = "mfa_enabled";

    /// <summary>A second factor was removed.</summary>
    public const string MfaDisabled = "mfa_disabled";

    /// <summary>Somebody else, or the command line, removed all second factors of a person.</summary>
    public const string MfaReset = "mfa_reset";

    /// <summary>A passkey was registered.</summary>
    public const string PasskeyAdded = "passkey_added";

    /// <summary>A passkey was removed.</summary>
    public const string PasskeyRemoved = "passkey_removed";

    /// <summary>A new set of recovery codes was made.</summary>
    public const string RecoveryCodesCreated = "recovery_codes_created";

    /// <summary>A recovery code was used, or somebody tried a wrong one.</summary>
    public const string RecoveryCodeUsed = "recovery_code_used";

    /// <summary>A link was made with which a person may choose a new password.</summary>
    public const string RecoveryLinkIssued = "recovery_link_issued";

    /// <summary>Somebody came back into their account without what they had lost; the detail says how.</summary>
    public const string Recovered = "recovered";

    /// <summary>Somebody who is signed in proved again who they are, or tried to.</summary>
    public const string Reauthenticated = "reauthenticated";

    /// <summary>Somebody was invited; the detail is the invitation.</summary>
    public const string InvitationCreated = "invitation_created";

    /// <summary>An invitation was taken back.</summary>
    public const string InvitationRevoked = "invitation_revoked";

    /// <summary>Somebody came into the house by an invitation.</summary>
    public const string InvitationAccepted = "invitation_accepted";

    /// <summary>What a user is, or the groups they belong to, was changed.</summary>
    public const string RoleChanged = "role_changed";

    /// <summary>When or from where a user may come was changed.</summary>
    public const string LimitsChanged = "limits_changed";

    /// <summary>A picture was changed.</summary>
    public const string PictureChanged = "picture_changed";

    /// <summary>What a token may be used for was changed.</summary>
    public const string TokenLimited = "token_limited";

    /// <summary>The owner offered the house to somebody; written for both.</summary>
    public const string OwnerOffered = "owner_offered";

    /// <summary>An offer of the house was declined or taken back; written for both.</summary>
    public const string OwnerOfferEnded = "owner_offer_ended";

    /// <summary>A group was made, changed or removed; the detail is its id.</summary>
    public const string GroupChanged = "group_changed";

    /// <summary>The settings of the house were changed.</summary>
    public const string SettingsChanged = "settings_changed";

    /// <summary>A further way to sign in was linked to a user; the detail is the provider's type.</summary>
    public const string CredentialLinked = "credential_linked";

    /// <summary>A way to sign in was taken from a user; the detail is the provider's type.</summary>
    public const string CredentialUnlinked = "credential_unlinked";

    /// <summary>Settings were written to the configuration of the house.</summary>
    public const string ConfigurationChanged = "configuration_changed";

    /// <summary>An address was banned for its wrong guesses; the detail is their number.</summary>
    public const string AddressBanned = "address_banned";

    /// <summary>Somebody banned an address or a range; the detail is it.</summary>
    public const string BanAdded = "ban_added";

    /// <summary>Somebody lifted a ban; the detail is its address or range.</summary>
    public const string BanLifted = "ban_lifted";

    /// <summary>A program on this machine itself asked for much that it may not have or that is not there; the detail is JSON.</summary>
    public const string Probing = "probing";

    /// <summary>A second factor or a passkey was given another name.</summary>
    public const string FactorRenamed = "factor_renamed";

    /// <summary>How, where or of what somebody is told of alerts was changed.</summary>
    public const string AlertsChanged = "alerts_changed";

    /// <summary>Somebody said of an alert whether it was them; the detail is <c>mine</c> or <c>not_mine</c>.</summary>
    public const string AlertAnswered = "alert_answered";
}
