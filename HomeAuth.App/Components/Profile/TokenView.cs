using HomeAuth.App.Components.Shared;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Data;

namespace HomeAuth.App.Components.Profile;

/// <summary>A refresh token as its person sees it.</summary>
public sealed record TokenView(
    string Id,
    string? Name,
    string? ClientId,
    string? UserAgent,
    bool KeepSignedIn,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedIp,
    DateTimeOffset? ExpireAt,
    string? Scope,
    bool IsLongLived)
{
    /// <summary>After this long without use a token is probably forgotten.</summary>
    public static readonly TimeSpan LongUnused = TimeSpan.FromDays(180);

    public static TokenView Of(RefreshToken token) => new(
        token.Id, token.ClientName, token.ClientId, token.UserAgent, token.KeepSignedIn, token.CreatedAt, token.LastUsedAt, token.LastUsedIp, token.ExpireAt,
        token.Scope,
        token.TokenType == TokenType.LongLivedAccessToken);

    /// <summary>Whether it is limited and never ends, as a tablet on a wall should be.</summary>
    public bool IsTablet => Scope is not null && ExpireAt is null;

    public string Title(Texts text) => DeviceName.Of(text, Name, ClientId, UserAgent);

    public DeviceDescription Device => DeviceDescription.Of(UserAgent);
}
