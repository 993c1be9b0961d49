using System.Security.Cryptography;

namespace HomeAuth.Core;

/// <summary>Ids of the house: 128 random bits as 32 lower-case hex digits.</summary>
public static class Identifier
{
    /// <summary>A new id, unguessable and in practice unique.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsOne(string? text) => text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
}
