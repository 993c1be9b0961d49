using HomeAuth.Core;

namespace HomeAuth.App.Api;

/// <summary>The words that Home Assistant's wire has for a code of Core, where they are the same at each door. A code without words stands for itself.</summary>
public static class WireWords
{
    public static string Of(string code) => code switch
    {
        ErrorCodes.UserInactive => "User is not active",
        ErrorCodes.LocalOnly => "User cannot authenticate remotely",
        ErrorCodes.InvalidClientId => "Invalid client id",
        ErrorCodes.InvalidRedirectUri => "Invalid redirect URI",
        ErrorCodes.InvalidCode => "Invalid code",
        ErrorCodes.InvalidCodeVerifier => "Invalid code verifier",
        ErrorCodes.InvalidHandler => "Invalid handler specified",
        ErrorCodes.InvalidFlow => "Invalid flow specified",
        ErrorCodes.AddressChanged => "IP address changed",
        ErrorCodes.CredentialLinked => "Credential already linked",
        ErrorCodes.UserNotFound => "User not found",
        ErrorCodes.OwnerOnly => "Only the owner can do this",
        ErrorCodes.AdminOnly => "Only administrators can do this",
        ErrorCodes.PeopleOnly => "Services cannot do this",
        ErrorCodes.InsufficientScope => "The token was given less than this needs",
        ErrorCodes.OwnAccount => "Nobody can do this to their own account",
        ErrorCodes.OwnerProtected => "Nobody can do this to the owner",
        ErrorCodes.LastAdmin => "Nobody would be left to administrate the house",
        ErrorCodes.AccessEnded => "User's access has ended",
        ErrorCodes.NotTrustedNetwork => "Not in trusted_networks",
        ErrorCodes.ProxyNotTrusted => "Can't allow access from a proxy server",
        ErrorCodes.AddressUnknown => "Unknown remote ip can't be used for trusted network provider.",
        ErrorCodes.OutsideHours => "User cannot authenticate at this time",
        _ => code,
    };

    /// <summary>Whether a code means that somebody may not, whatever they send.</summary>
    public static bool IsRefusal(string code) => code is ErrorCodes.OwnerOnly or ErrorCodes.AdminOnly or ErrorCodes.PeopleOnly or ErrorCodes.InsufficientScope
        or ErrorCodes.OwnAccount or ErrorCodes.OwnerProtected or ErrorCodes.LastAdmin;

    /// <summary>Whether a code means that somebody may not now, or not from there.</summary>
    public static bool IsLimit(string code) => code is ErrorCodes.LocalOnly or ErrorCodes.AccessEnded or ErrorCodes.OutsideHours;
}
