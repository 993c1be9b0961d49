using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HomeAuth.Core.Clients;

/// <summary>Proof Key for Code Exchange (RFC 7636), with the method S256 alone: <c>plain</c> protects nobody.</summary>
public static class CodeChallenge
{
    /// <summary>The one method.</summary>
    public const string Method = "S256";

    private const int ChallengeLength = 43;
    private const int ShortestVerifier = 43;
    private const int LongestVerifier = 128;

    /// <summary>Whether a text can be a challenge: 32 bytes in base64url.</summary>
    public static bool IsOne(string text) => text.Length == ChallengeLength && Base64Url.IsValid(text);

    /// <summary>Whether the verifier fits; nobody asks where there was no challenge.</summary>
    public static bool IsMet(string? challenge, string? verifier) =>
        challenge is null
        || (verifier is { Length: >= ShortestVerifier and <= LongestVerifier }
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(verifier))))));
}
