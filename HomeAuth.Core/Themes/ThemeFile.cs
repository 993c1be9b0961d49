using System.Collections.Immutable;
using HomeAuth.Core.Users;
using YamlDotNet.Core;

namespace HomeAuth.Core.Themes;

/// <summary>Reads one file of themes in the format of Home Assistant: name, then values, then perhaps <c>modes</c>; also below <c>frontend: themes:</c>.</summary>
internal sealed class ThemeFile(string file)
{
    public const int LongestName = 100;
    private const int MostValues = 2000;
    private const int DeepestMerge = 4;

    private readonly List<ThemeFinding> _findings = [];
    private readonly Dictionary<string, ThemeSource> _themes = [];
    private readonly Dictionary<string, long> _lines = [];
    private string? _theme;

    public IReadOnlyList<ThemeFinding> Findings => _findings;

    public IReadOnlyDictionary<string, ThemeSource> Themes => _themes;

    /// <summary>The line on which a theme begins.</summary>
    public long LineOf(string theme) => _lines.GetValueOrDefault(theme);

    public void Read(string yaml)
    {
        try
        {
            ReadThemes(ThemeYaml.Read(yaml), 0);
        }
        catch (Exception error) when (error is YamlException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // What was read above the mistake stands in no relation to what its author wanted.
            _themes.Clear();
            _findings.Clear();
            _theme = null;
            Add((error as YamlException)?.Start.Line ?? 0, null, ThemeProblems.NotYaml);
        }
    }

    private void ReadThemes(ThemeNode? node, int depth)
    {
        switch (node)
        {
            case null or ThemeNode.Text { Value: null, Tag: null }:
                break;
            case { Tag: not null }:
                Add(node.Line, null, ThemeProblems.NotFollowed);
                break;
            case ThemeNode.Map map when depth < 2 && map.Entries is [({ Value: "frontend" or "themes" } key, var inner)]
                && (inner is not ThemeNode.Map held || key.Value == "frontend" || held.Entries.All(entry => entry.Value is ThemeNode.Map)):
                ReadThemes(inner, depth + 1);
                break;
            case ThemeNode.Map map:
                foreach (var (key, value) in map.Entries)
                {
                    ReadTheme(key, value);
                }

                break;
            default:
                Add(node.Line, null, ThemeProblems.NotATheme);
                break;
        }
    }

    private void ReadTheme(ThemeNode.Text key, ThemeNode value)
    {
        var name = key.Value?.Trim() ?? "";
        _theme = null;
        if (name.Length > LongestName || !PlainText.IsPlain(name, joiners: true))
        {
            Add(key.Line, null, ThemeProblems.NameInvalid);
            return;
        }

        _theme = name;
        if (value is not ThemeNode.Map { Tag: null } map)
        {
            Add(key.Line, null, value.Tag is null ? ThemeProblems.NotATheme : ThemeProblems.NotFollowed);
        }
        else if (BuiltInThemes.IsReserved(name) || _themes.ContainsKey(name))
        {
            Add(key.Line, null, ThemeProblems.NameTaken);
        }
        else
        {
            var (light, dark) = Last(map, "modes") is { } modes ? ReadModes(modes) : (null, null);
            _themes[name] = new ThemeSource(ReadValues(map), light, dark);
            _lines[name] = key.Line;
        }
    }

    private static ThemeNode? Last(ThemeNode.Map map, string key) => map.Entries.LastOrDefault(entry => entry.Key.Value == key).Value;

    private (IReadOnlyDictionary<string, ThemeValue>? Light, IReadOnlyDictionary<string, ThemeValue>? Dark) ReadModes(ThemeNode node)
    {
        if (node is not ThemeNode.Map map)
        {
            Add(node.Line, "modes", node.Tag is null ? ThemeProblems.ValueNotText : ThemeProblems.NotFollowed);
            return (null, null);
        }

        foreach (var (key, _) in map.Entries.Where(entry => entry.Key.Value is not ("light" or "dark")))
        {
            Add(key.Line, "modes", ThemeProblems.ModeUnknown);
        }

        return (Mode("light"), Mode("dark"));

        IReadOnlyDictionary<string, ThemeValue>? Mode(string name) => Last(map, name) switch
        {
            ThemeNode.Map mode => ReadValues(mode),
            null or ThemeNode.Text { Value: null, Tag: null } => null,
            var other => Refused(other),
        };

        IReadOnlyDictionary<string, ThemeValue>? Refused(ThemeNode other)
        {
            Add(other.Line, "modes", other.Tag is null ? ThemeProblems.ValueNotText : ThemeProblems.NotFollowed);
            return null;
        }
    }

    private ImmutableSortedDictionary<string, ThemeValue> ReadValues(ThemeNode.Map map)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, ThemeValue>(StringComparer.Ordinal);
        Merge(map, values, 0);
        HashSet<string> seen = [];
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Value is not ("modes" or "<<")))
        {
            if (Take(key, value) is not { } taken)
            {
                continue;
            }

            if (!seen.Add(key.Value!))
            {
                Add(key.Line, key.Value, ThemeProblems.KeyTwice);
            }

            values[key.Value!] = taken;
        }

        return values.ToImmutable();
    }

    // What is merged in has its findings where it is written, if it is a theme itself; here it is taken as far as it is good.
    private static void Merge(ThemeNode.Map map, ImmutableSortedDictionary<string, ThemeValue>.Builder values, int depth)
    {
        foreach (var merged in map.Entries.Where(entry => entry.Key.Value == "<<").SelectMany(entry => entry.Value is ThemeNode.List list ? list.Items.Reverse() : [entry.Value])
            .OfType<ThemeNode.Map>().Take(depth < DeepestMerge ? 10 : 0))
        {
            Merge(merged, values, depth + 1);
            foreach (var (key, value) in merged.Entries)
            {
                if (key.Value is { } name && ThemeValues.IsKey(name) && name != "modes" && value is ThemeNode.Text { Value: { } text, Tag: null } && ThemeValues.Problem(text.Trim()) is null
                    && values.Count < MostValues)
                {
                    values[name] = new ThemeValue(text.Trim(), value.Line);
                }
            }
        }
    }

    private ThemeValue? Take(ThemeNode.Text key, ThemeNode value)
    {
        var name = key.Value ?? "";
        var text = (value as ThemeNode.Text)?.Value?.Trim();
        var problem = name.StartsWith("card-mod", StringComparison.Ordinal) ? ThemeProblems.CardStyles
            : !ThemeValues.IsKey(name) ? ThemeProblems.KeyInvalid
            : value.Tag is not null ? ThemeProblems.NotFollowed
            : string.IsNullOrEmpty(text) ? ThemeProblems.ValueNotText
            : ThemeValues.Problem(text);
        if (problem is null)
        {
            return new ThemeValue(text!, value.Line);
        }

        // The value itself is not told, nor a name that is none.
        Add(key.Line, PlainText.OneLine(name, 80), problem);
        return null;
    }

    private void Add(long line, string? key, string code) => _findings.Add(new ThemeFinding(file, line, _theme, key, code));
}
