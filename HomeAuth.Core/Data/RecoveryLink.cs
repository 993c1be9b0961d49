namespace HomeAuth.Core.Data;

/// <summary>A link with which somebody may choose a new password, once. A person has one at most; a newer one takes its place.</summary>
public class RecoveryLink
{
    /// <summary>Who may choose a new password.</summary>
    public required string UserId { get; init; }

    /// <summary>SHA-256 of the secret in the link, as hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The way by which they came to it.</summary>
    public required string Route { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpireAt { get; init; }
}
