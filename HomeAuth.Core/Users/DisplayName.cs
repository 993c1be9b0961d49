using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>The rules for the names that are shown: of people, and of their devices.</summary>
public static class DisplayName
{
    /// <summary>Most characters, as a person counts them.</summary>
    public const int MaxLength = 100;

    // A family emoji takes 11 UTF-16 units; more than this on average is an attempt to store much under a small count.
    private const int LongestTextElement = 16;

    /// <summary>Why a name cannot be used, as a code of <see cref="ErrorCodes"/>; null if it can.</summary>
    public static string? Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return ErrorCodes.NameRequired;
        }

        if (name.Length > MaxLength * LongestTextElement || new StringInfo(name.Trim()).LengthInTextElements > MaxLength)
        {
            return ErrorCodes.NameTooLong;
        }

        return PlainText.IsPlain(name.Trim(), joiners: true) ? null : ErrorCodes.NameInvalid;
    }

    /// <summary>The name as it is kept.</summary>
    public static string Clean(string name) => name.Trim().Normalize(NormalizationForm.FormC);

    /// <summary>Two letters for a badge: of the first and the last word, whole characters as people see them, upper-cased; "?" for no name.</summary>
    public static string Initials(string? name)
    {
        var words = (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Length > 1 ? First(words[0]) + First(words[^1]) : words.Length == 1 ? First(words[0]) : "?";
        return letters.ToUpperInvariant();

        static string First(string word) => StringInfo.GetNextTextElement(word);
    }
}
