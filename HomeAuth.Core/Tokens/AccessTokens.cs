using System.Text;
using System.Text.Json;
using HomeAuth.Core.Data;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HomeAuth.Core.Tokens;

/// <summary>Access tokens: short-lived JWTs of a refresh token, signed with a key of its own. Nothing is kept of them; they die with it.</summary>
/// <remarks>Claims are exactly <c>iss</c> (the refresh token's id), <c>iat</c> and <c>exp</c>; HS256 and nothing else (ASVS 9.1.2).</remarks>
public sealed class AccessTokens(TokenDirectory directory, TokenSecrets secrets, TimeProvider time)
{
    /// <summary>By how much clocks may differ.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private const int MaxLength = 8192;
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaxLength, MapInboundClaims = false };

    /// <summary>An access token for a client that has just shown its refresh token.</summary>
    public string Mint(ActiveToken token) => Mint(token.TokenId, token.AccessTokenSeconds, token.Keys);

    /// <summary>The access token of a refresh token that was just created.</summary>
    public string Mint(RefreshToken token) => Mint(token.Id, token.AccessTokenSeconds, secrets.Keys(token));

    /// <summary>The refresh token behind an access token, noted as used from there; null if it is forged, expired or revoked.</summary>
    public async ValueTask<ActiveToken?> ValidateAsync(string accessToken, RequestOrigin origin, CancellationToken cancellationToken = default) =>
        Read(accessToken)?.Issuer is { } issuer
        && await directory.FindAsync(issuer, cancellationToken) is { Keys: { } keys } token
        && await IsSignedAsync(accessToken, issuer, keys.AccessTokens, Leeway, time.GetUtcNow())
            ? await directory.UseAsync(token.TokenId, origin, cancellationToken)
            : null;

    /// <summary>Reads a JWT without believing it; null if it is none, or an issuer in it cannot be one of ours.</summary>
    internal static JsonWebToken? Read(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        try
        {
            var jwt = Handler.ReadJsonWebToken(text);
            return Identifier.IsOne(jwt.Issuer) ? jwt : null;
        }
        catch (Exception error) when (error is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    internal static async Task<bool> IsSignedAsync(string text, string issuer, SecurityKey key, TimeSpan leeway, DateTimeOffset now)
    {
        var result = await Handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = key,
            ValidIssuer = issuer,
            ValidateAudience = false,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = (_, _, token, _) => token is JsonWebToken jwt && IsWithinLife(jwt, leeway, now),
        });
        return result.IsValid;
    }

    internal static string Sign(byte[] payload, SecurityKey key) =>
        Handler.CreateToken(Encoding.UTF8.GetString(payload), new SigningCredentials(key, SecurityAlgorithms.HmacSha256));

    private string Mint(string tokenId, long seconds, TokenKeys? keys)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Sign(
            JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["iss"] = tokenId, ["iat"] = now, ["exp"] = now + seconds }),
            (keys ?? throw new HomeAuthException(ErrorCodes.InvalidRefreshToken)).AccessTokens);
    }

    private static bool IsWithinLife(JsonWebToken jwt, TimeSpan leeway, DateTimeOffset now) =>
        jwt.TryGetPayloadValue<long>("iat", out var issuedAt)
        && jwt.TryGetPayloadValue<long>("exp", out var expires)
        && issuedAt <= (now + leeway).ToUnixTimeSeconds()
        && expires > (now - leeway).ToUnixTimeMilliseconds() / 1000.0;
}
