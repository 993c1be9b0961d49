using HomeAuth.Core.Themes;

namespace HomeAuth.App.Components.Theming;

/// <summary>What a choice comes to in this house.</summary>
/// <param name="Light">The look in light surroundings.</param>
/// <param name="Dark">The look in dark ones; the same where there is only one.</param>
/// <param name="Mode">Dark or light as was chosen; null as the device, or where there is only one look.</param>
/// <param name="IsMissing">Whether the house has no theme of the chosen name any more.</param>
/// <param name="TakesColors">Whether it can have colours of one's own.</param>
public sealed record ShownTheme(ThemeLook Light, ThemeLook Dark, bool? Mode, bool IsMissing, bool TakesColors)
{
    public bool HasBothModes => !ReferenceEquals(Light, Dark);

    public static ShownTheme Of(ThemeChoice choice, ThemesInEffect house)
    {
        var chosen = house.Find(choice.Theme);
        var (light, dark) = (chosen ?? house.Default(dark: false), chosen ?? house.Default(dark: true));
        var looks = (Light: Look(light, false), Dark: Look(dark, true));
        var mode = ReferenceEquals(looks.Light, looks.Dark) ? false : choice.Dark;
        return new ShownTheme(looks.Light, looks.Dark, mode, chosen is null && choice.Theme is not null, Takes(light) || Takes(dark));

        ThemeLook Look(HouseTheme theme, bool isDark) => Takes(theme) ? theme.Look(isDark).With(CssColor.Parse(choice.Primary), CssColor.Parse(choice.Accent)) : theme.Look(isDark);
    }

    // A theme of a file is a whole; high contrast would not be one any more.
    private static bool Takes(HouseTheme theme) => theme.File is null && theme.Name != BuiltInThemes.HighContrast;
}
