namespace HomeAuth.Core.Data;

/// <summary>One device or program that is signed in. A browser session, an app and a long-lived access token are all rows of this.</summary>
public class RefreshToken
{
    /// <summary>The id, 32 hex digits: the public handle, and what a browser's cookie carries.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>Who is signed in.</summary>
    public required string UserId { get; init; }

    /// <summary>The credential it was obtained with, if any.</summary>
    public string? CredentialId { get; init; }

    /// <summary>What kind of token it is.</summary>
    public required TokenType TokenType { get; init; }

    /// <summary>The client it was given to, as the client wrote its id; null for HomeAuth's own pages.</summary>
    public string? ClientId { get; init; }

    /// <summary>The name a long-lived token was given, or the one its person gave a device later.</summary>
    public string? ClientName { get; set; }

    /// <summary>A picture that stands for a long-lived token, as its maker gave it.</summary>
    public string? ClientIcon { get; init; }

    /// <summary>SHA-256 of the secret that the client holds, as hex; null when nobody was given one.</summary>
    public string? SecretHash { get; init; }

    /// <summary>The key of its access tokens, encrypted; null for a browser, which has none.</summary>
    public string? JwtKey { get; init; }

    /// <summary>How long an access token of it lives, in seconds.</summary>
    public long AccessTokenSeconds { get; init; } = 1800;

    /// <summary>What it may be used for, such as <c>read control</c>; null for everything its person may.</summary>
    public string? Scope { get; set; }

    /// <summary>The browser or program that signed in, as it described itself.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether the browser was asked to stay signed in after it is closed.</summary>
    public bool KeepSignedIn { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its person last proved on it who they are; null for never.</summary>
    public DateTimeOffset? ProvedAt { get; set; }

    /// <summary>When it was last used; written behind, so the last seconds may be lost.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>From which address it was last used.</summary>
    public string? LastUsedIp { get; set; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpireAt { get; set; }
}

/// <summary>The kinds of refresh token, with their names on the wire.</summary>
public enum TokenType
{
    /// <summary><c>normal</c>: a browser or app that somebody signed in with.</summary>
    Normal,

    /// <summary><c>system</c>: an account of the system.</summary>
    System,

    /// <summary><c>long_lived_access_token</c>: a token for a script.</summary>
    LongLivedAccessToken,
}
