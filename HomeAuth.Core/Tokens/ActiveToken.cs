using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;

namespace HomeAuth.Core.Tokens;

/// <summary>A valid refresh token and its person, as each request needs them, without asking the database.</summary>
public sealed class ActiveToken
{
    private long _expireAtTicks;

    internal ActiveToken(
        RefreshToken token, HomeUser user, IReadOnlyList<string> groupIds, IReadOnlyDictionary<string, string> preferences, TokenKeys? keys, TimeSpan lifetime)
    {
        TokenId = token.Id;
        UserId = user.Id;
        UserName = user.UserName;
        Name = user.Name;
        IsOwner = user.IsOwner;
        GroupIds = groupIds;
        IsAdmin = user.IsOwner || groupIds.Contains(Group.AdminId);
        IsSystem = user.SystemGenerated;
        LocalOnly = user.LocalOnly;
        ClientId = token.ClientId;
        CredentialId = token.CredentialId;
        AccessTokenSeconds = token.AccessTokenSeconds;
        Keys = keys;
        TokenType = token.TokenType;
        KeepSignedIn = token.KeepSignedIn;
        ProvedAt = token.ProvedAt;
        SecondFactorDue = user.SecondFactorDue;
        Preferences = preferences;
        Lifetime = token.ExpireAt is null || token.TokenType == TokenType.LongLivedAccessToken ? null : lifetime;
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

    /// <summary>The groups they belong to.</summary>
    public IReadOnlyList<string> GroupIds { get; }

    /// <summary>Whether it is an account of the system, not a person.</summary>
    public bool IsSystem { get; }

    /// <summary>Whether they may only come from the home network.</summary>
    public bool LocalOnly { get; }

    /// <summary>The client it was given to; null for HomeAuth's own pages and for scripts.</summary>
    public string? ClientId { get; }

    /// <summary>The credential it was obtained with, if any.</summary>
    public string? CredentialId { get; }

    /// <summary>How long an access token of it lives, in seconds.</summary>
    public long AccessTokenSeconds { get; }

    /// <summary>The kind of token.</summary>
    public TokenType TokenType { get; }

    /// <summary>Whether the browser was asked to stay signed in.</summary>
    public bool KeepSignedIn { get; }

    /// <summary>When somebody last proved on it who they are.</summary>
    public DateTimeOffset? ProvedAt { get; }

    /// <summary>Whether its person has to set up a second factor again.</summary>
    public bool SecondFactorDue { get; }

    /// <summary>Language and theme, as JSON documents by their key.</summary>
    public IReadOnlyDictionary<string, string> Preferences { get; }

    /// <summary>Whether its person may come from there.</summary>
    public bool Admits(RequestOrigin origin) => Admits(LocalOnly, origin);

    internal static bool Admits(bool localOnly, RequestOrigin origin) => !localOnly || (origin.Address is { } address && Networks.IsLocal(address));

    internal TokenKeys? Keys { get; }

    /// <summary>How much longer each use makes it live; null when use changes nothing.</summary>
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
