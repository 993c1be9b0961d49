using System.Collections.Immutable;
using HomeAuth.Core.Users;
using YamlDotNet.Core;

namespace HomeAuth.Core.Themes;

/// <summary>Reads one file of themes in the format of Home Assistant: name, then values, then perhaps <c>modes</c>; also below <c>frontend: themes:</c>.</summary>
internal sealed class ThemeFile
{
    public const int LongestName = 100;

    private readonly Dictionary<string, ThemeSource> _themes = [];
    private readonly Dictionary<string, long> _lines = [];
    private readonly ThemeMaps _maps;

    public ThemeFile(string file)
    {
        Findings = new ThemeFindings(file);
        _maps = new ThemeMaps(Findings);
    }

    public ThemeFindings Findings { get; }

    public IReadOnlyDictionary<string, ThemeSource> Themes => _themes;

    /// <summary>How many values were counted, see <see cref="ThemeMaps"/>.</summary>
    public int Steps => _maps.Steps;

    /// <summary>The line on which a theme begins.</summary>
    public long LineOf(string theme) => _lines.GetValueOrDefault(theme);

    public void Read(string text)
    {
        var yaml = new ThemeYaml(text);
        try
        {
            ReadThemes(yaml.Read());
            Findings.Theme = null;
            if (yaml.SecondDocument is { } line)
            {
                Findings.Add(line, null, ThemeProblems.MoreDocuments);
            }

            if (_maps.TooLarge is { } end)
            {
                Refuse(end, ThemeProblems.TooLarge);
            }
        }
        catch (Exception error) when (error is YamlException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            Refuse((error as YamlException)?.Start.Line ?? 0, yaml.IsTooLong ? ThemeProblems.TooLarge : ThemeProblems.NotYaml);
        }
    }

    // What was read above the mistake stands in no relation to what its author wanted.
    private void Refuse(long line, string code)
    {
        _themes.Clear();
        Findings.RefuseFile(line, code);
    }

    private void ReadThemes(ThemeNode? node)
    {
        switch (node)
        {
            case ThemeNode.Map { Tag: null } file when file.Entries.Any(entry => entry.Key.Value == "frontend"):
                ReadConfiguration(file);
                break;
            case ThemeNode.Map { Tag: null, Entries: [({ Value: "themes" }, ThemeNode.Map inner)] } when inner.Entries.All(entry => entry.Value is ThemeNode.Map):
                ReadList(inner);
                break;
            default:
                ReadList(node);
                break;
        }
    }

    // A part of configuration.yaml, as themes are published with words on where to put them.
    private void ReadConfiguration(ThemeNode.Map file)
    {
        var frontend = _maps.Last(file, "frontend");
        var rest = file.Entries.Select(entry => entry.Key).Where(key => key.Value != "frontend");
        if (frontend is ThemeNode.Map { Tag: null } map)
        {
            rest = rest.Concat(map.Entries.Select(entry => entry.Key).Where(key => key.Value != "themes"));
            ReadList(_maps.Last(map, "themes"));
        }
        else
        {
            ReadList(frontend);
        }

        if (rest.MinBy(key => key.Line) is { } first)
        {
            Findings.Theme = null;
            Findings.Add(first.Line, PlainText.OneLine(first.Value ?? "", LongestName), ThemeProblems.BesideThemes);
        }
    }

    private void ReadList(ThemeNode? node)
    {
        switch (node)
        {
            case null or ThemeNode.Text { Value: null, Tag: null }:
                break;
            case { Tag: not null }:
                Findings.Add(node.Line, null, ThemeProblems.NotFollowed);
                break;
            case ThemeNode.Map map:
                foreach (var (key, value) in map.Entries.TakeWhile(_ => _maps.TooLarge is null))
                {
                    ReadTheme(key, value);
                }

                break;
            default:
                Findings.Add(node.Line, null, ThemeProblems.NotATheme);
                break;
        }
    }

    private void ReadTheme(ThemeNode.Text key, ThemeNode value)
    {
        var name = key.Value?.Trim() ?? "";
        Findings.Theme = null;
        if (name.Length > LongestName || !PlainText.IsPlain(name, joiners: true))
        {
            Findings.Add(key.Line, null, ThemeProblems.NameInvalid);
            return;
        }

        Findings.Theme = name;
        if (value is not ThemeNode.Map { Tag: null } map)
        {
            Findings.Add(key.Line, null, value.Tag is null ? ThemeProblems.NotATheme : ThemeProblems.NotFollowed);
        }
        else if (BuiltInThemes.IsReserved(name) || _themes.ContainsKey(name))
        {
            Findings.Add(key.Line, null, ThemeProblems.NameTaken);
        }
        else
        {
            var theme = _maps.Read(map);
            var (light, dark) = theme.Modes is { } modes ? ReadModes(modes) : (null, null);
            // Whoever shows it goes through all of them, although they may have been read for another one.
            if (_maps.Count(1 + theme.Values.Count + (light?.Count ?? 0) + (dark?.Count ?? 0), key.Line))
            {
                _themes[name] = new ThemeSource(theme.Values, light, dark);
                _lines[name] = key.Line;
            }
        }
    }

    private (ImmutableSortedDictionary<string, ThemeValue>? Light, ImmutableSortedDictionary<string, ThemeValue>? Dark) ReadModes(ThemeNode node)
    {
        if (node is not ThemeNode.Map { Tag: null } map)
        {
            Refused(node);
            return (null, null);
        }

        if (!_maps.Count(map.Entries.Count, map.Line))
        {
            return (null, null);
        }

        foreach (var (key, _) in map.Entries.Where(entry => entry.Key.Value is not ("light" or "dark")))
        {
            Findings.Add(key.Line, "modes", ThemeProblems.ModeUnknown);
        }

        return (ReadMode(_maps.Last(map, "light")), ReadMode(_maps.Last(map, "dark")));
    }

    private ImmutableSortedDictionary<string, ThemeValue>? ReadMode(ThemeNode? node)
    {
        switch (node)
        {
            case ThemeNode.Map { Tag: null } mode:
                if (mode.Entries.FirstOrDefault(entry => entry.Key.Value == "modes").Key is { } within)
                {
                    Findings.Add(within.Line, "modes", ThemeProblems.ValueNotText);
                }

                return _maps.Read(mode).Values;
            case null or ThemeNode.Text { Value: null, Tag: null }:
                return null;
            default:
                Refused(node);
                return null;
        }
    }

    private void Refused(ThemeNode node) => Findings.Add(node.Line, "modes", node.Tag is null ? ThemeProblems.ValueNotText : ThemeProblems.NotFollowed);
}
