using HomeAuth.Core.Data;

namespace HomeAuth.App.Api;

/// <summary>The kinds of refresh token by their names on the wire.</summary>
public static class TokenTypes
{
    public static string Name(TokenType type) => type switch
    {
        TokenType.LongLivedAccessToken => "long_lived_access_token",
        TokenType.System => "system",
        _ => "normal",
    };

    public static TokenType? Parse(string name) => Enum.GetValues<TokenType>().Cast<TokenType?>().FirstOrDefault(type => Name(type!.Value) == name);
}
