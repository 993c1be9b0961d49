namespace HomeAuth.Core;

/// <summary>Every code Core answers with. The values are part of the contract with screens and clients.</summary>
public static class ErrorCodes
{
    /// <summary>Unknown user, wrong password, disabled account: one answer for all of them.</summary>
    public const string InvalidAuth = "invalid_auth";

    /// <summary>Too many wrong guesses; the step says for how long.</summary>
    public const string TooManyAttempts = "too_many_attempts";

    /// <summary>The house has an owner already.</summary>
    public const string AlreadyClaimed = "already_claimed";

    /// <summary>The setup code is missing or wrong.</summary>
    public const string InvalidSetupCode = "invalid_setup_code";

    /// <summary>A display name is missing.</summary>
    public const string NameRequired = "name_required";

    /// <summary>A display name or label is longer than its limit.</summary>
    public const string NameTooLong = "name_too_long";

    /// <summary>A display name or label has characters that are not text, such as line breaks or direction marks.</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>A username is missing.</summary>
    public const string UsernameRequired = "username_required";

    /// <summary>A username is longer than its limit.</summary>
    public const string UsernameTooLong = "username_too_long";

    /// <summary>A username has characters that cannot be typed or seen.</summary>
    public const string UsernameInvalid = "username_invalid";

    /// <summary>Another user has this username (upper and lower case do not differ).</summary>
    public const string UsernameExists = "username_already_exists";

    /// <summary>A password is missing.</summary>
    public const string PasswordRequired = "password_required";

    /// <summary>A password has fewer code points than allowed.</summary>
    public const string PasswordTooShort = "password_too_short";

    /// <summary>A password has more code points than allowed.</summary>
    public const string PasswordTooLong = "password_too_long";

    /// <summary>A password is one of those that are tried first.</summary>
    public const string PasswordCommon = "password_common";

    /// <summary>A password is the username, the person's name or the name of the house.</summary>
    public const string PasswordIsName = "password_is_name";

    /// <summary>The repeated password differs.</summary>
    public const string PasswordMismatch = "password_mismatch";

    /// <summary>The new password is the old one.</summary>
    public const string PasswordUnchanged = "password_unchanged";

    /// <summary>The current password is wrong.</summary>
    public const string InvalidCurrentPassword = "invalid_current_password";

    /// <summary>The person has no password that could be changed.</summary>
    public const string NoPassword = "no_password";

    /// <summary>No such user, or not one the caller may touch.</summary>
    public const string UserNotFound = "user_not_found";

    /// <summary>The owner cannot be disabled.</summary>
    public const string CannotDisableOwner = "cannot_deactivate_owner";

    /// <summary>The account is disabled.</summary>
    public const string UserInactive = "user_inactive";

    /// <summary>No auth provider of that type and id is configured.</summary>
    public const string InvalidHandler = "invalid_handler";

    /// <summary>The flow is unknown, finished, or took too long.</summary>
    public const string InvalidFlow = "invalid_flow";

    /// <summary>The step was answered from another network address than the one that began the flow.</summary>
    public const string AddressChanged = "ip_address_changed";

    /// <summary>No client can have that id.</summary>
    public const string InvalidClientId = "invalid_client_id";

    /// <summary>The client may not be answered at that address.</summary>
    public const string InvalidRedirectUri = "invalid_redirect_uri";

    /// <summary>The account may only sign in from the home network.</summary>
    public const string LocalOnly = "local_only";

    /// <summary>The person has a long-lived access token of that name.</summary>
    public const string TokenNameExists = "token_name_exists";

    /// <summary>The lifetime of a long-lived access token is out of range.</summary>
    public const string LifespanInvalid = "lifespan_invalid";

    /// <summary>The person has as many long-lived access tokens as one may have.</summary>
    public const string TooManyTokens = "too_many_tokens";

    /// <summary>A code is wrong, used or too old: an authorization code, one of a second factor, a recovery code.</summary>
    public const string InvalidCode = "invalid_code";

    /// <summary>The verifier does not fit the challenge with which the code was asked for (RFC 7636).</summary>
    public const string InvalidCodeVerifier = "invalid_code_verifier";

    /// <summary>The refresh token is unknown, revoked or expired.</summary>
    public const string InvalidRefreshToken = "invalid_refresh_token";

    /// <summary>The token belongs to another client.</summary>
    public const string ClientMismatch = "client_mismatch";

    /// <summary>The auth provider of the token's credential is not configured any more.</summary>
    public const string ProviderMissing = "provider_missing";

    /// <summary>The credential belongs to somebody else.</summary>
    public const string CredentialLinked = "credential_already_linked";

    /// <summary>No such group.</summary>
    public const string GroupNotFound = "group_not_found";

    /// <summary>Accounts of the system cannot be changed.</summary>
    public const string SystemGenerated = "system_generated";

    /// <summary>Nobody removes their own account here.</summary>
    public const string NoDeleteSelf = "no_delete_self";

    /// <summary>The owner cannot be removed, nor changed by others.</summary>
    public const string OwnerProtected = "owner_protected";

    /// <summary>A username that is not in its normal form: trimmed and lower case.</summary>
    public const string UsernameNotNormalized = "username_not_normalized";

    /// <summary>The person has no login of the local provider.</summary>
    public const string CredentialsNotFound = "credentials_not_found";

    /// <summary>No such person.</summary>
    public const string PersonNotFound = "person_not_found";

    /// <summary>The user is another person already.</summary>
    public const string PersonUserTaken = "person_user_taken";

    /// <summary>This step of onboarding is done.</summary>
    public const string StepDone = "onboarding_step_done";

    /// <summary>A stored value is too large, too deep, or there are too many.</summary>
    public const string ValueTooLarge = "value_too_large";

    /// <summary>The person has a login of the local provider already.</summary>
    public const string LoginExists = "login_exists";

    /// <summary>The act needs a proof of who one is that is not older than ten minutes.</summary>
    public const string ReauthRequired = "reauth_required";

    /// <summary>There is no such MFA module, or one that does not fit.</summary>
    public const string InvalidAuthModule = "invalid_auth_module";

    /// <summary>The person has as many second factors or passkeys as one may have.</summary>
    public const string TooManyFactors = "too_many_factors";

    /// <summary>The person has no such second factor or passkey.</summary>
    public const string FactorNotFound = "factor_not_found";

    /// <summary>A message with a code could not be sent.</summary>
    public const string NotifierFailed = "notifier_failed";

    /// <summary>So many codes were sent that the next one has to wait.</summary>
    public const string TooManyMessages = "too_many_messages";

    /// <summary>Nothing can be sent to that address.</summary>
    public const string InvalidTarget = "invalid_target";

    /// <summary>The passkey was not accepted: another site's, without the person being verified, of somebody else, or copied.</summary>
    public const string InvalidPasskey = "invalid_passkey";

    /// <summary>The question that a passkey answers was used, or too old.</summary>
    public const string StaleChallenge = "stale_challenge";

    /// <summary>The device's passkey is registered already.</summary>
    public const string PasskeyExists = "passkey_exists";

    /// <summary>The recovery link is unknown, used, too old, or a newer one took its place.</summary>
    public const string InvalidRecoveryLink = "invalid_recovery_link";

    /// <summary>Only the owner may do this.</summary>
    public const string OwnerOnly = "owner_only";

    /// <summary>Only administrators may do this.</summary>
    public const string AdminOnly = "admin_only";

    /// <summary>Services cannot do this.</summary>
    public const string PeopleOnly = "people_only";

    /// <summary>The token was given less than this needs.</summary>
    public const string InsufficientScope = "insufficient_scope";

    /// <summary>A scope is unknown, or <c>read</c> is missing.</summary>
    public const string InvalidScope = "invalid_scope";

    /// <summary>The token in use is limited from another device, since nothing here could lift it again.</summary>
    public const string TokenInUse = "token_in_use";

    /// <summary>Nobody does this to their own account.</summary>
    public const string OwnAccount = "own_account";

    /// <summary>After this nobody would be left who can administrate the house.</summary>
    public const string LastAdmin = "last_admin";

    /// <summary>The invitation is unknown, used, taken back, or too old.</summary>
    public const string InvalidInvitation = "invalid_invitation";

    /// <summary>Whoever is signed in cannot accept an invitation as well.</summary>
    public const string SignedInAlready = "signed_in_already";

    /// <summary>There is no offer to hand the house over, or it has ended.</summary>
    public const string NoOffer = "no_offer";

    /// <summary>The owner cannot be limited, so whoever is to be the owner cannot be a service.</summary>
    public const string NotAPerson = "not_a_person";

    /// <summary>The file is no JPEG, PNG or WebP picture, or a broken one.</summary>
    public const string PictureInvalid = "picture_invalid";

    /// <summary>The picture has more bytes or pixels than allowed.</summary>
    public const string PictureTooLarge = "picture_too_large";

    /// <summary>The picture is a film of several.</summary>
    public const string PictureMoves = "picture_moves";

    /// <summary>A built-in group cannot be changed or removed.</summary>
    public const string GroupBuiltIn = "group_built_in";

    /// <summary>There is a group of that name, or there are as many as there may be.</summary>
    public const string GroupExists = "group_exists";

    /// <summary>What a service is for is missing or too long.</summary>
    public const string PurposeInvalid = "purpose_invalid";

    /// <summary>An address range is not written as one, such as <c>192.168.1.0/24</c>.</summary>
    public const string NetworkInvalid = "network_invalid";

    /// <summary>There is no such time zone.</summary>
    public const string TimeZoneInvalid = "time_zone_invalid";

    /// <summary>A lifetime is out of range.</summary>
    public const string LifetimeInvalid = "lifetime_invalid";

    /// <summary>A date is not one, or has passed.</summary>
    public const string DateInvalid = "date_invalid";

    /// <summary>A policy is not one of Home Assistant's schema, or too large.</summary>
    public const string PolicyInvalid = "policy_invalid";

    /// <summary>Hours of a week that cannot be read, none at all, or too many windows.</summary>
    public const string HoursInvalid = "hours_invalid";

    /// <summary>The last day on which the account could be used is over.</summary>
    public const string AccessEnded = "access_ended";

    /// <summary>The account may be used at certain hours, and not now.</summary>
    public const string OutsideHours = "outside_hours";

    /// <summary>The program that judges passwords could not be asked.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>The address of a visitor is not known.</summary>
    public const string AddressUnknown = "address_unknown";

    /// <summary>The visitor is in none of the networks where saying who one is is enough.</summary>
    public const string NotTrustedNetwork = "not_trusted_network";

    /// <summary>The visitor seems to be one of the household's proxies, so it is somebody behind it.</summary>
    public const string ProxyNotTrusted = "proxy_not_trusted";

    /// <summary>It is the only way by which its person can sign in.</summary>
    public const string LastCredential = "last_credential";

    /// <summary>There is no such credential.</summary>
    public const string CredentialNotFound = "credential_not_found";

    /// <summary>A configuration file is too long or no YAML of this kind; the field is the line, if there is one.</summary>
    public const string ConfigurationInvalid = "configuration_invalid";

    /// <summary>What a configuration says cannot work; the field says why, in English.</summary>
    public const string ConfigurationRefused = "configuration_refused";

    /// <summary>What names programs of the machine is applied on the machine alone.</summary>
    public const string ConfigurationNeedsMachine = "configuration_needs_machine";

    /// <summary>The number of wrong guesses is out of range.</summary>
    public const string ThresholdInvalid = "threshold_invalid";

    /// <summary>The address is kept out for a while.</summary>
    public const string AddressBanned = "address_banned";

    /// <summary>The range holds this machine, a proxy of the house, or the address of whoever enters it.</summary>
    public const string BanRefused = "ban_refused";

    /// <summary>There is no such ban.</summary>
    public const string BanNotFound = "ban_not_found";

    /// <summary>A ban must last between a minute and ten years, or for ever.</summary>
    public const string BanTimeInvalid = "ban_time_invalid";

    /// <summary>There are as many bans by hand as there can be.</summary>
    public const string TooManyBans = "too_many_bans";
}
