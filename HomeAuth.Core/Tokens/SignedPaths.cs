using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HomeAuth.Core.Tokens;

/// <summary>Addresses that work for a while without a header, for pictures and downloads: a JWT over path and query.</summary>
/// <remarks>Signed with a key derived from the refresh token's, so they end with it, and survive a restart (in Home Assistant they do not).</remarks>
public sealed class SignedPaths(TokenDirectory directory, TimeProvider time)
{
    // A picture may be asked for in another size than the one that was signed.
    private static readonly string[] Unsigned = ["width", "height"];

    /// <summary>Signs a path.</summary>
    /// <param name="token">On whose account.</param>
    /// <param name="path">The path, without the query.</param>
    /// <param name="query">The query's items, in order.</param>
    /// <param name="lifetime">How long the address works.</param>
    /// <returns>The signature; null for a token that cannot sign.</returns>
    public string? Sign(ActiveToken token, string path, IEnumerable<KeyValuePair<string, string>> query, TimeSpan lifetime)
    {
        if (token.Keys is not { } keys)
        {
            return null;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return AccessTokens.Sign(
            JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
            {
                ["iss"] = token.TokenId,
                ["path"] = path,
                ["params"] = Signed(query),
                ["iat"] = now,
                ["exp"] = now + (long)lifetime.TotalSeconds,
            }),
            keys.SignedPaths);
    }

    /// <summary>The refresh token on whose account an address was signed; null if it was not, not for this address, or not any more.</summary>
    public async ValueTask<ActiveToken?> ValidateAsync(
        string signature, string path, IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellationToken = default) =>
        AccessTokens.Read(signature) is { } jwt
        && await directory.FindAsync(jwt.Issuer, cancellationToken) is { Keys: { } keys } token
        && await AccessTokens.IsSignedAsync(signature, jwt.Issuer, keys.SignedPaths, TimeSpan.Zero, time.GetUtcNow())
        && IsFor(jwt, path, query)
            ? token
            : null;

    private static bool IsFor(JsonWebToken jwt, string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload));
        return claims.RootElement.TryGetProperty("path", out var signedPath)
            && signedPath.ValueEquals(path)
            && claims.RootElement.TryGetProperty("params", out var signedQuery)
            && JsonElement.DeepEquals(signedQuery, JsonSerializer.SerializeToElement(Signed(query)));
    }

    private static List<string[]> Signed(IEnumerable<KeyValuePair<string, string>> query) =>
        [.. query.Where(item => !Unsigned.Contains(item.Key)).Select(item => new[] { item.Key, item.Value })];
}
