namespace HomeAuth.Core.Data;

/// <summary>One security-relevant act: who, from where, with what, and how it ended.</summary>
public class SecurityEvent
{
    /// <summary>Rising number.</summary>
    public long Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, such as <c>login</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why it failed, or a detail of the act; a code, never a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>Whom it concerns; null when nobody of the house is meant. Outlives the user.</summary>
    public string? UserId { get; init; }

    /// <summary>Who did it.</summary>
    public string? ActorId { get; init; }

    /// <summary>The refresh token concerned. Outlives the token.</summary>
    public string? TokenId { get; init; }

    /// <summary>The peer's address.</summary>
    public string? Address { get; init; }

    /// <summary>The device, as it described itself.</summary>
    public string? UserAgent { get; init; }

    /// <summary>SHA-256 of what the browser was given when somebody signed in on it, as hex; null for none. It is compared, and never shown.</summary>
    public string? Device { get; init; }
}
