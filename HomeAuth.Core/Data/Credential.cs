namespace HomeAuth.Core.Data;

/// <summary>One way by which an auth provider recognises a user.</summary>
public class Credential
{
    /// <summary>The id, 32 hex digits.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>Whom it belongs to.</summary>
    public required string UserId { get; init; }

    /// <summary>The provider's type, such as <c>homeassistant</c>.</summary>
    public required string AuthProviderType { get; init; }

    /// <summary>Tells several providers of one type apart; empty for the only one.</summary>
    public string AuthProviderId { get; init; } = "";

    /// <summary>What the provider knows the person by. The local provider uses the user's id, so that a rename changes nothing.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was linked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
