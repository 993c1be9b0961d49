using System.Collections.Concurrent;
using HomeAuth.Core.Themes;

namespace HomeAuth.App.Components.Theming;

/// <summary>What each choice comes to in this house, and its style; kept until the themes of the house change.</summary>
public sealed class ThemeLooks(HouseThemes house)
{
    // Strangers may ask for any colour there is.
    private const int Most = 500;

    private volatile Written _written = new(ThemesInEffect.None);

    public ShownTheme Of(ThemeChoice choice) => Find(choice).Theme;

    /// <summary>All variables, for pages with MudBlazor.</summary>
    public string CssOf(ThemeChoice choice) => Find(choice).Css.Value;

    /// <summary>The few variables of the pages for strangers.</summary>
    public string EssentialCssOf(ThemeChoice choice) => Find(choice).Essential.Value;

    private Entry Find(ThemeChoice choice)
    {
        var (themes, written) = (house.Current, _written);
        if (written.Themes != themes || written.Entries.Count >= Most)
        {
            _written = written = new Written(themes);
        }

        return written.Entries.GetOrAdd(choice with { Here = false }, wanted => new Entry(ShownTheme.Of(wanted, themes)));
    }

    private sealed class Entry(ShownTheme theme)
    {
        public ShownTheme Theme => theme;

        public Lazy<string> Css { get; } = new(() => ThemeCss.Of(theme));

        public Lazy<string> Essential { get; } = new(() => ThemeCss.EssentialOf(theme));
    }

    private sealed class Written(ThemesInEffect themes)
    {
        public ThemesInEffect Themes => themes;

        public ConcurrentDictionary<ThemeChoice, Entry> Entries { get; } = new();
    }
}
