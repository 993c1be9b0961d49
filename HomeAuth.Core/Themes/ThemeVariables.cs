using System.Text;

namespace HomeAuth.Core.Themes;

/// <summary>The values of a theme in one mode, with <c>var()</c> in them followed: to the theme's own values, and below them to those of Home Assistant.</summary>
internal sealed class ThemeVariables(IReadOnlyDictionary<string, ThemeValue> values, Func<string, string?> standard)
{
    private const int Deepest = 20;
    private const string Reference = "var(";

    private readonly Dictionary<string, Resolved> _known = [];
    private readonly HashSet<string> _cycles = [];
    private readonly List<string> _path = [];

    /// <summary>The value of a name; null where there is none, or it is made of what there is not.</summary>
    public string? Find(string name) => Resolve(name).Text;

    /// <summary>Why a name has no value, or should have none, one of <see cref="ThemeProblems"/>; null where all is well.</summary>
    public string? Problem(string name)
    {
        var problem = Resolve(name).Problem;
        return _cycles.Contains(name) ? ThemeProblems.Cycle : problem;
    }

    private Resolved Resolve(string name)
    {
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_path.IndexOf(name) is var start && start >= 0)
        {
            _cycles.UnionWith(_path.Skip(start));
            return Resolved.Unknown;
        }

        if (_path.Count >= Deepest)
        {
            return new Resolved(null, ThemeProblems.TooDeep);
        }

        _path.Add(name);
        var found = values.TryGetValue(name, out var value) ? Follow(value.Text) : (Derived(name) ?? standard(name)) is { } text ? new Resolved(text) : Resolved.Unknown;
        _path.RemoveAt(_path.Count - 1);
        return _known[name] = found;
    }

    // As Home Assistant has it, each colour x is also there as rgb-x, "r, g, b".
    private string? Derived(string name) =>
        name.StartsWith("rgb-", StringComparison.Ordinal) && CssColor.Parse(Find(name[4..])) is { } color ? $"{color.R}, {color.G}, {color.B}" : null;

    private Resolved Follow(string text)
    {
        var result = new StringBuilder();
        var position = 0;
        while (text.IndexOf(Reference, position, StringComparison.OrdinalIgnoreCase) is var start && start >= 0)
        {
            if (Close(text, start + Reference.Length) is not (> 0 and var end))
            {
                return Resolved.Unknown;
            }

            var inner = text[(start + Reference.Length)..end].Split(',', 2, StringSplitOptions.TrimEntries);
            var found = inner[0].StartsWith("--", StringComparison.Ordinal) ? Resolve(inner[0][2..]) : Resolved.Unknown;
            found = found.Text is null && inner.Length == 2 ? Follow(inner[1]) : found;
            if (found.Text is null)
            {
                // What is wrong with the other one is said there.
                return found.Problem == ThemeProblems.TooDeep ? found : Resolved.Unknown;
            }

            result.Append(text.AsSpan(position, start - position)).Append(found.Text);
            position = end + 1;
            if (result.Length > ThemeValues.LongestValue)
            {
                return new Resolved(null, ThemeProblems.ValueTooLong);
            }
        }

        var whole = result.Append(text.AsSpan(position)).ToString().Trim();
        return ThemeValues.Problem(whole) is { } problem ? new Resolved(null, problem) : new Resolved(whole);
    }

    private static int Close(string text, int from)
    {
        for (var (at, open) = (from, 1); at < text.Length; at++)
        {
            open += text[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (open == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private readonly record struct Resolved(string? Text, string? Problem = null)
    {
        public static Resolved Unknown { get; } = new(null, ThemeProblems.UnknownVariable);
    }
}
