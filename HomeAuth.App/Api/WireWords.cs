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
        _ => code,
    };
}
