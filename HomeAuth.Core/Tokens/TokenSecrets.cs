using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;

namespace HomeAuth.Core.Tokens;

/// <summary>The secrets behind a refresh token. In the database the client's is a hash and the signing key is encrypted, so that a stolen file opens nothing.</summary>
public sealed class TokenSecrets(IDataProtectionProvider protection)
{
    private const int Bytes = 64;
    private static readonly byte[] SignedPathPurpose = "HomeAuth signed path"u8.ToArray();

    /// <summary>128 hex digits from 64 random bytes, as Home Assistant's are.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What the database keeps of a secret that has enough randomness of its own.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    internal string Protect(string userId, string key) => Protector(userId).Protect(key);

    /// <summary>The keys of a token's access tokens and signed paths; null for a browser's token.</summary>
    /// <remarks>The text of the key is the HMAC key, as in Home Assistant; signed paths have a key derived from it, so that neither passes for the other.</remarks>
    internal TokenKeys? Keys(RefreshToken token)
    {
        if (token.JwtKey is null)
        {
            return null;
        }

        var key = Encoding.ASCII.GetBytes(Protector(token.UserId).Unprotect(token.JwtKey));
        return new TokenKeys(
            new SymmetricSecurityKey(key), new SymmetricSecurityKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, Bytes, info: SignedPathPurpose)));
    }

    private IDataProtector Protector(string userId) => protection.CreateProtector("HomeAuth.JwtKey", userId);
}

/// <summary>The signing keys of one refresh token.</summary>
internal sealed record TokenKeys(SymmetricSecurityKey AccessTokens, SymmetricSecurityKey SignedPaths);
