using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>Text that people give to things: visible, on one line, without marks that make other text lie.</summary>
public static class PlainText
{
    // Zero-width joiner and non-joiner shape letters and emoji; every other format character (direction marks above all) only hides or misleads.
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Whether the text has neither control nor direction characters, line breaks, or broken surrogates.</summary>
    public static bool IsPlain(string text)
    {
        if (!IsWellFormed(text))
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner)
            {
                continue;
            }

            // Tags (E0020..E007F) spell the flags of England, Scotland and Wales.
            if (rune.Value is >= 0xE0020 and <= 0xE007F)
            {
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
            {
                return false;
            }
        }

        return true;
    }

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
