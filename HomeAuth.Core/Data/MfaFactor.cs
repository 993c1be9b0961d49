namespace HomeAuth.Core.Data;

/// <summary>One thing by which a person proves themselves after the password: an authenticator app, an address that codes are sent to.</summary>
public class MfaFactor
{
    /// <summary>The id, 32 hex digits.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The MFA module that judges its codes.</summary>
    public required string ModuleId { get; init; }

    /// <summary>What its person calls it; null when they gave it no name.</summary>
    public string? Name { get; set; }

    /// <summary>What the module needs to know of it, encrypted.</summary>
    public required string Data { get; init; }

    /// <summary>When it was set up.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a code of it was last accepted.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The number of the last code that was accepted. None at or before it is accepted again.</summary>
    public long? LastStep { get; set; }
}
