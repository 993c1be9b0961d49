using System.Collections.Immutable;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Themes;

/// <summary>A map of a file with all that is merged into it.</summary>
/// <param name="Values">Its values.</param>
/// <param name="Modes">What stands below <c>modes</c>; null for nothing.</param>
internal sealed record ThemeMap(ImmutableSortedDictionary<string, ThemeValue> Values, ThemeNode? Modes);

/// <summary>Reads the maps of one file, and what <c>&lt;&lt;</c> merges into them.</summary>
/// <remarks>
/// A few lines can refer to each other so that thousands of millions of values come of them. So each map is read once, however often it is referred to,
/// and each value that is read, merged or used is counted: a file that needs too many is not taken.
/// </remarks>
internal sealed class ThemeMaps(ThemeFindings findings)
{
    /// <summary>Most values of one file, each counted wherever it goes.</summary>
    public const int MostSteps = 50_000;

    private const int MostValues = 2000;

    // Each merge within a merge is a call within a call.
    private const int DeepestMerge = 50;

    private readonly Dictionary<ThemeNode.Map, ThemeMap> _read = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many values were counted.</summary>
    public int Steps { get; private set; }

    /// <summary>The line on which it was more than the house takes; null if it never was.</summary>
    public long? TooLarge { get; private set; }

    public ThemeMap Read(ThemeNode.Map map) => Read(map, 0);

    /// <summary>The value of a key that is no value of a theme but a part of the file, where it stands last.</summary>
    public ThemeNode? Last(ThemeNode.Map map, string name)
    {
        ThemeNode? last = null;
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Value == name))
        {
            if (last is not null)
            {
                findings.Add(key.Line, name, ThemeProblems.KeyTwice);
            }

            last = value;
        }

        return last;
    }

    /// <summary>Counts values; false when there are too many.</summary>
    public bool Count(int values, long line)
    {
        Steps = Math.Min(Steps + values, MostSteps + 1);
        if (Steps > MostSteps)
        {
            TooLarge ??= line;
        }

        return TooLarge is null;
    }

    private ThemeMap Read(ThemeNode.Map map, int depth)
    {
        if (_read.TryGetValue(map, out var known))
        {
            return known;
        }

        var values = ImmutableSortedDictionary.CreateBuilder<string, ThemeValue>(StringComparer.Ordinal);
        var modes = depth < DeepestMerge ? Merge(map, values, depth + 1) : TooDeep(map);
        ReadOwn(map, values);
        return _read[map] = new ThemeMap(values.ToImmutable(), Last(map, "modes") ?? modes);
    }

    private ThemeNode? TooDeep(ThemeNode.Map map)
    {
        TooLarge ??= map.Line;
        return null;
    }

    // The first of a list has the last word (YAML 1.1, merge).
    private ThemeNode? Merge(ThemeNode.Map map, ImmutableSortedDictionary<string, ThemeValue>.Builder values, int depth)
    {
        ThemeNode? modes = null;
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Value == "<<"))
        {
            IReadOnlyList<ThemeNode> merged = value is ThemeNode.List { Tag: null } list ? list.Items : [value];
            if (!Count(merged.Count, key.Line))
            {
                break;
            }

            foreach (var node in merged.Distinct<ThemeNode>(ReferenceEqualityComparer.Instance).Reverse())
            {
                if (node is not ThemeNode.Map { Tag: null } inner)
                {
                    findings.Add(key.Line, key.Value, node.Tag is null ? ThemeProblems.NotATheme : ThemeProblems.NotFollowed);
                    continue;
                }

                var read = Read(inner, depth);
                modes = read.Modes ?? modes;
                if (Count(read.Values.Count, key.Line))
                {
                    _ = read.Values.All(pair => Put(values, key.Line, pair.Key, pair.Value));
                }
            }
        }

        return modes;
    }

    private void ReadOwn(ThemeNode.Map map, ImmutableSortedDictionary<string, ThemeValue>.Builder values)
    {
        HashSet<string> seen = [];
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Value is not ("modes" or "<<")).TakeWhile(entry => Count(1, entry.Key.Line)))
        {
            if (Take(key, value) is not { } taken)
            {
                continue;
            }

            if (!seen.Add(key.Value!))
            {
                findings.Add(key.Line, key.Value, ThemeProblems.KeyTwice);
            }

            if (!Put(values, key.Line, key.Value!, taken))
            {
                break;
            }
        }
    }

    private bool Put(ImmutableSortedDictionary<string, ThemeValue>.Builder values, long line, string name, ThemeValue value)
    {
        if (values.Count >= MostValues && !values.ContainsKey(name))
        {
            findings.Add(line, name, ThemeProblems.TooLarge);
            return false;
        }

        values[name] = value;
        return true;
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
        findings.Add(key.Line, PlainText.OneLine(name, 80), problem);
        return null;
    }
}
