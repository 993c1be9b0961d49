using System.Text.RegularExpressions;

namespace HomeAuth.App.Localization;

/// <summary>
/// English as no language is: with accents, in brackets, and longer by a third. On its pages one sees what has no room, what is cut off, and what never
/// went through the translations. It is offered to nobody; a browser that asks for its tag gets it.
/// </summary>
public static partial class PseudoLanguage
{
    public const string Tag = "en-XA";

    private const string Plain = "AaCcDdEeGgHhIiKkLlNnOoRrSsTtUuYyZz";
    private const string Accented = "ÅåÇçÐđÉéĜĝĤĥÎîĶķĻļÑñÖöŔŕŠšŢţÛûÝýŽž";

    /// <summary>A text of this language; places and tags stay as they are.</summary>
    public static string Of(string english)
    {
        var letters = string.Concat(Kept().Split(english).Select((part, index) => index % 2 == 1 ? part : Accent(part)));
        return $"[{letters}{string.Concat(Enumerable.Repeat(" ẋẋẋẋẋ", Math.Max(1, english.Length / 15)))}]";
    }

    private static string Accent(string text) => string.Concat(text.Select(letter => Plain.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at ? Accented[at] : letter));

    [GeneratedRegex(@"(\{\d\}|<[^>]+>)")]
    private static partial Regex Kept();
}
