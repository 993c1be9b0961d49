namespace HomeAuth.Core.History;

/// <summary>The kinds of alert. The values are kept in the database and are tails of resource keys.</summary>
public static class AlertKinds
{
    /// <summary>Somebody signed in on a device that the person has not used before.</summary>
    public const string NewDevice = "new_device";

    /// <summary>Somebody signed in, on a known device, from where the person has not been before.</summary>
    public const string NewPlace = "new_place";

    /// <summary>The password was changed.</summary>
    public const string PasswordChanged = "password_changed";

    /// <summary>Second factors, passkeys, recovery codes or ways to sign in were changed.</summary>
    public const string FactorsChanged = "factors_changed";

    /// <summary>Messages of alerts go elsewhere from now on. It cannot be switched off.</summary>
    public const string TargetChanged = "target_changed";

    /// <summary>Those that people may switch off.</summary>
    public static IReadOnlyList<string> Optional { get; } = [NewDevice, NewPlace, PasswordChanged, FactorsChanged];

    /// <summary>The kind that an event always is; null for none. Sign-ins depend on what was before them.</summary>
    internal static string? Of(string eventType) => eventType switch
    {
        SecurityEventTypes.PasswordChanged => PasswordChanged,
        SecurityEventTypes.MfaEnabled or SecurityEventTypes.MfaDisabled or SecurityEventTypes.MfaReset or SecurityEventTypes.PasskeyAdded
            or SecurityEventTypes.PasskeyRemoved or SecurityEventTypes.CredentialLinked or SecurityEventTypes.CredentialUnlinked or SecurityEventTypes.RecoveryCodesCreated or SecurityEventTypes.RecoveryCodeUsed => FactorsChanged,
        _ => null,
    };
}
