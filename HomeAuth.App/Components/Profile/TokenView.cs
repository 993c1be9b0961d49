using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Localization;
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
    string? Scope = null)
{
    public static TokenView Of(RefreshToken token) => new(
        token.Id, token.ClientName, token.ClientId, token.UserAgent, token.KeepSignedIn, token.CreatedAt, token.LastUsedAt, token.LastUsedIp, token.ExpireAt,
        token.Scope);

    public string Title(Texts text) => DeviceName.Of(text, Name, ClientId, UserAgent);

    public DeviceDescription Device => DeviceDescription.Of(UserAgent);
}
