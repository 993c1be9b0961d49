using HomeAuth.Core.Data;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Tokens;

/// <summary>A valid refresh token and its person, as each request needs them, without asking the database.</summary>
public sealed class ActiveToken
{
    private readonly EntityPolicy _policy;
    private long _expireAtTicks;

    internal ActiveToken(
        RefreshToken token, HomeUser user, Credential? credential, IReadOnlyList<Group> groups, IReadOnlyDictionary<string, string> preferences, TokenKeys? keys,
        TimeSpan lifetime)
    {
        TokenId = token.Id;
        UserId = user.Id;
        UserName = user.UserName;
        Name = user.Name;
        GroupIds = [.. groups.Select(group => group.Id)];
        Standing = Standing.Of(user, GroupIds, token.Scope);
        IsSystem = user.SystemGenerated;
        Limits = AccessLimits.Of(user);
        _policy = EntityPolicy.Merge(groups.Where(group => group.Policy is not null).Select(group => EntityPolicy.Parse(group.Policy!)));
        ClientId = token.ClientId;
        CredentialId = token.CredentialId;
        Provider = credential is null ? null : (credential.AuthProviderType, credential.AuthProviderId);
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

    /// <summary>What they are, and what this token is good for.</summary>
    public Standing Standing { get; }

    /// <summary>Whether they are the owner.</summary>
    public bool IsOwner => Standing.IsOwner;

    /// <summary>Whether they are the owner or belong to the administrators.</summary>
    public bool IsAdmin => Standing.IsAdmin;

    /// <summary>The groups they belong to.</summary>
    public IReadOnlyList<string> GroupIds { get; }

    /// <summary>Whether it is an account of the system, not a person.</summary>
    public bool IsSystem { get; }

    /// <summary>When and from where they may come.</summary>
    public AccessLimits Limits { get; }

    /// <summary>The client it was given to; null for HomeAuth's own pages and for scripts.</summary>
    public string? ClientId { get; }

    /// <summary>The credential it was obtained with, if any.</summary>
    public string? CredentialId { get; }

    /// <summary>The auth provider that its person signed in with, by type and id, if any.</summary>
    public (string Type, string Id)? Provider { get; }

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

    /// <summary>What stands against an act on nobody in particular, a code of <see cref="ErrorCodes"/>; null when it may be done.</summary>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    public string? Against(string act) => PermissionMatrix.Against(act, Standing);

    /// <summary>Whether the person, by this token, may do something with an entity: the owner always, others as their groups say.</summary>
    /// <param name="entityId">Such as <c>person.anna</c>.</param>
    /// <param name="key">One of <see cref="PolicyKeys"/>.</param>
    public bool Allows(string entityId, string key) =>
        Standing.Scopes.HasFlag(key == PolicyKeys.Read ? TokenScopes.Read : TokenScopes.Control) && (IsOwner || _policy.Allows(entityId, key));

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
