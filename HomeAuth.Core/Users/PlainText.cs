using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>Text that people give to things: visible, on one line, without marks that make other text lie.</summary>
public static class PlainText
{
    // Zero-width joiner and non-joiner shape letters and emoji; every other format character (direction marks above all) only hides or misleads.
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    // Letters by category that show nothing: Hangul fillers and the blank Braille pattern.
    private static readonly int[] Blank = [0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0];

    /// <summary>Untrusted text for a log or a list: whole characters, on one line, no longer than this many UTF-16 units.</summary>
    public static string OneLine(string text, int longest = 200)
    {
        // PostgreSQL takes neither NUL nor half a surrogate pair, and a row that cannot be written is a way out of history.
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Where(rune =>
            Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)))
        {
            if (line.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            line.Append(rune);
        }

        return line.ToString();
    }

    /// <summary>Whether the text shows something and has neither control nor direction characters, line breaks, or broken surrogates.</summary>
    /// <param name="text">The text.</param>
    /// <param name="joiners">Whether what joins letters and emoji is allowed; not in a name that is to be typed again.</param>
    public static bool IsPlain(string text, bool joiners)
    {
        if (!IsWellFormed(text) || !text.EnumerateRunes().Any(IsVisible))
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            // Tags (E0020..E007F) spell the flags of England, Scotland and Wales.
            if (joiners && rune.Value is (ZeroWidthJoiner or ZeroWidthNonJoiner or (>= 0xE0020 and <= 0xE007F)))
            {
                continue;
            }

            if (Blank.Contains(rune.Value) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVisible(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune);

    /// <summary>Whether each surrogate has its other half.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
