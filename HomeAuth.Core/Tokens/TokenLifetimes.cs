using HomeAuth.Core.Data;

namespace HomeAuth.Core.Tokens;

internal static class TokenLifetimes
{
    /// <summary>How long a token of this kind lives unused.</summary>
    public static TimeSpan Of(this LifetimeOptions lifetimes, RefreshToken token) =>
        token is { ClientId: null, TokenType: TokenType.Normal, KeepSignedIn: false } ? lifetimes.BrowserSession : lifetimes.RefreshToken;
}
