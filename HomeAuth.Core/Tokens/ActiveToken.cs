using HomeAuth.Core.Data;

namespace HomeAuth.Core.Tokens;

/// <summary>A valid refresh token and its person, as each request needs them, without asking the database.</summary>
public sealed class ActiveToken
{
    private long _expireAtTicks;

    internal ActiveToken(RefreshToken token, HomeUser user, bool isAdmin, IReadOnlyDictionary<string, string> preferences, TimeSpan? lifetime)
    {
        TokenId = token.Id;
        UserId = user.Id;
        UserName = user.UserName;
        Name = user.Name;
        IsOwner = user.IsOwner;
        IsAdmin = isAdmin;
        TokenType = token.TokenType;
        KeepSignedIn = token.KeepSignedIn;
        Preferences = preferences;
        Lifetime = token.ExpireAt is null ? null : lifetime;
        _expireAtTicks = token.ExpireAt?.UtcTicks ?? long.MaxValue;
    }

    /// <summary>The refresh token's id.</summary>
    public string TokenId { get; }

    /// <summary>Who is signed in.</summary>
    public string UserId { get; }

    /// <summary>The name they sign in with, if they have one.</summary>
    public string? UserName { get; }

    /// <summary>Their display name.</summary>
    public string Name { get; }

    /// <summary>Whether they are the owner.</summary>
    public bool IsOwner { get; }

    /// <summary>Whether they are the owner or belong to the administrators.</summary>
    public bool IsAdmin { get; }

    /// <summary>The kind of token.</summary>
    public TokenType TokenType { get; }

    /// <summary>Whether the browser was asked to stay signed in.</summary>
    public bool KeepSignedIn { get; }

    /// <summary>Language and theme, as JSON documents by their key.</summary>
    public IReadOnlyDictionary<string, string> Preferences { get; }

    /// <summary>How long the token lives unused; null for ever.</summary>
    internal TimeSpan? Lifetime { get; }

    internal bool IsExpired(DateTimeOffset now) => now.UtcTicks >= Interlocked.Read(ref _expireAtTicks);

    internal void Use(DateTimeOffset now)
    {
        if (Lifetime is { } lifetime)
        {
            Interlocked.Exchange(ref _expireAtTicks, (now + lifetime).UtcTicks);
        }
    }
}
