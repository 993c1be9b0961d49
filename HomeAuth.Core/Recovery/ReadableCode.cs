using System.Security.Cryptography;

namespace HomeAuth.Core.Recovery;

/// <summary>Codes that are read from paper and typed: twelve letters and digits that do not look alike, 58 bits, in three groups.</summary>
public static class ReadableCode
{
    /// <summary>How many letters and digits a code has.</summary>
    public const int Length = 12;

    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int GroupLength = 4;

    /// <summary>A new code, in groups.</summary>
    public static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>The code alone: case, blanks and dashes do not matter.</summary>
    public static string Normalize(string? typed) => string.Concat((typed ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Whether something typed has the form of such a code.</summary>
    public static bool Fits(string? typed) => Normalize(typed).Length == Length;
}
