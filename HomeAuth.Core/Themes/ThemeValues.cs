using System.Text.RegularExpressions;

namespace HomeAuth.Core.Themes;

/// <summary>Which names and values of a theme may reach a style sheet: what names a colour, a length or a font, and nothing that could do more.</summary>
public static partial class ThemeValues
{
    /// <summary>Longest value.</summary>
    public const int LongestValue = 400;

    private const int LongestKey = 80;

    // url() and its like fetch, expression() runs in old browsers, attr() and element() read the page; the rest would end the value or the style sheet.
    private static readonly string[] Unsafe =
        ["/*", "*/", "url(", "src(", "image(", "image-set(", "element(", "attr(", "paint(", "expression", "javascript", "import", "-moz-binding", "behavior"];

    /// <summary>Whether the name of a value is one.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && Key().IsMatch(key);

    /// <summary>What is wrong with a value, one of <see cref="ThemeProblems"/>; null for nothing.</summary>
    public static string? Problem(string value)
    {
        if (value.Length > LongestValue)
        {
            return ThemeProblems.ValueTooLong;
        }

        var text = value.ToLowerInvariant();
        var words = Spaces().Replace(text, "");
        return text.IndexOfAny([';', '{', '}', '<', '>', '\\', '@', '!', '&', '`']) >= 0 || text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029')
            || Array.Exists(Unsafe, part => words.Contains(part, StringComparison.Ordinal)) || !IsBalanced(text)
            ? ThemeProblems.ValueUnsafe
            : null;
    }

    // A bracket or a quote that stays open would swallow all that comes after the value.
    private static bool IsBalanced(string text)
    {
        var open = new Stack<char>();
        foreach (var letter in text)
        {
            if (open.TryPeek(out var last) && last is '"' or '\'')
            {
                if (letter == last)
                {
                    open.Pop();
                }
            }
            else if (letter is '(' or '[' or '"' or '\'')
            {
                open.Push(letter);
            }
            else if (letter is ')' or ']' && !(open.TryPop(out var opened) && opened == (letter == ')' ? '(' : '[')))
            {
                return false;
            }
        }

        return open.Count == 0;
    }

    [GeneratedRegex("^[a-z0-9]+(-+[a-z0-9]+)*$")]
    private static partial Regex Key();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
