using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Users;

/// <summary>Ids that are made from names, as entity ids are: lower-case ASCII letters, digits and underscores.</summary>
public static class Slug
{
    private const string Nothing = "unknown";
    private const int MaxLength = 200;

    /// <summary>The slug of a name: marks fall away (<c>é</c> is <c>e</c>), what is no letter or digit becomes one underscore.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        foreach (var rune in CaseFolding.Fold(name).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (rune.IsAscii && Rune.IsLetterOrDigit(rune))
            {
                slug.Append(rune);
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) && slug is { Length: > 0 } && slug[^1] != '_')
            {
                slug.Append('_');
            }
        }

        var text = slug.ToString(0, Math.Min(slug.Length, MaxLength)).Trim('_');
        return text.Length == 0 ? Nothing : text;
    }
}
