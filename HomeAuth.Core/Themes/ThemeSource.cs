namespace HomeAuth.Core.Themes;

/// <summary>A theme as its file has it, of what was taken.</summary>
/// <param name="Common">The values for both modes, or of a theme without modes.</param>
/// <param name="Light">Those for light alone; null without such a mode.</param>
/// <param name="Dark">Those for dark alone; null without such a mode.</param>
public sealed record ThemeSource(
    IReadOnlyDictionary<string, ThemeValue> Common, IReadOnlyDictionary<string, ThemeValue>? Light, IReadOnlyDictionary<string, ThemeValue>? Dark)
{
    /// <summary>Whether it says for itself what is light and what is dark.</summary>
    public bool HasModes => Light is not null || Dark is not null;

    /// <summary>The values of a mode, over those for both.</summary>
    public IReadOnlyDictionary<string, ThemeValue> Values(bool dark)
    {
        var values = new Dictionary<string, ThemeValue>(Common);
        foreach (var (key, value) in (dark ? Dark : Light) ?? new Dictionary<string, ThemeValue>())
        {
            values[key] = value;
        }

        return values;
    }
}

/// <summary>One value, and where it stands.</summary>
/// <param name="Text">Safe text, see <see cref="ThemeValues"/>.</param>
/// <param name="Line">The line, from 1 on.</param>
public sealed record ThemeValue(string Text, long Line);
