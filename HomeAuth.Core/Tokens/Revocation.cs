namespace HomeAuth.Core.Tokens;

/// <summary>A refresh token that is good no more.</summary>
/// <param name="TokenId">Which.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Reason">One of <see cref="RevocationReasons"/>.</param>
public sealed record Revocation(string TokenId, string UserId, string Reason);

/// <summary>Why a token was revoked; tails of resource keys, shown on the sign-in page.</summary>
public static class RevocationReasons
{
    /// <summary>Its person (or somebody who may) ended it from another device.</summary>
    public const string Revoked = "revoked";

    /// <summary>Its person logged out on it.</summary>
    public const string LoggedOut = "logged_out";

    /// <summary>The password was changed.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>The account was disabled.</summary>
    public const string Disabled = "disabled";

    /// <summary>It was not used for too long.</summary>
    public const string Expired = "expired";

    /// <summary>The same browser signed in again, or too many were signed in.</summary>
    public const string Replaced = "replaced";

    /// <summary>The authorization code it was given for was shown a second time, by somebody else.</summary>
    public const string CodeReused = "code_reused";

    /// <summary>Its person lost a factor or the password, and came back without it.</summary>
    public const string Recovered = "recovered";

    /// <summary>Its user was removed.</summary>
    public const string UserRemoved = "user_removed";
}
