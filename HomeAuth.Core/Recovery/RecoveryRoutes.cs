namespace HomeAuth.Core.Recovery;

/// <summary>The ways back into an account; kept in the history, and tails of resource keys.</summary>
public static class RecoveryRoutes
{
    /// <summary>A recovery code from the person's sheet of paper.</summary>
    public const string RecoveryCode = "recovery_code";

    /// <summary>A link from an administrator.</summary>
    public const string ResetLink = "reset_link";

    /// <summary>The command line on the machine itself.</summary>
    public const string Console = "console";

    /// <summary>A file that somebody with access to the data directory put there.</summary>
    public const string File = "file";

    /// <summary>An administrator, or the command line, removed the second factors.</summary>
    public const string MfaReset = "mfa_reset";

    /// <summary>A link in a message of an alert, of which the person said that it was not them.</summary>
    public const string Alert = "alert";
}
