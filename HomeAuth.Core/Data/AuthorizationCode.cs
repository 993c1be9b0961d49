namespace HomeAuth.Core.Data;

/// <summary>A one-time code that a client exchanges for tokens. Only its hash is kept; the row outlives the exchange until the code would have expired.</summary>
public class AuthorizationCode
{
    /// <summary>SHA-256 of the code, as hex.</summary>
    public required string Hash { get; init; }

    /// <summary>What the code is good for, and nothing else.</summary>
    public required CodePurpose Purpose { get; init; }

    /// <summary>The client it was given to, as the client wrote its id.</summary>
    public required string ClientId { get; init; }

    /// <summary>Who signed in; null when the code is for linking what nobody of the house has yet.</summary>
    public string? UserId { get; init; }

    /// <summary>With which credential.</summary>
    public required string? CredentialId { get; init; }

    /// <summary>The provider of what is to be linked; null unless nobody of the house has it yet.</summary>
    public string? ProviderType { get; init; }

    /// <summary>Which of several of that type.</summary>
    public string? ProviderId { get; init; }

    /// <summary>What the provider knows them by.</summary>
    public string? Subject { get; init; }

    /// <summary>The S256 challenge of the client (RFC 7636 §4.2), if it sent one.</summary>
    public string? CodeChallenge { get; init; }

    /// <summary>When it was given out.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was exchanged; null while it is good.</summary>
    public DateTimeOffset? RedeemedAt { get; set; }

    /// <summary>The household of the address it was exchanged from.</summary>
    public string? RedeemedFrom { get; set; }

    /// <summary>The refresh token that it gave.</summary>
    public string? TokenId { get; set; }
}

/// <summary>What a code is good for.</summary>
public enum CodePurpose
{
    /// <summary>Tokens for the client.</summary>
    Authorize,

    /// <summary>Linking the credential to somebody who is signed in.</summary>
    LinkUser,
}
