using System.Collections.Immutable;

namespace HomeAuth.Core.Themes;

/// <summary>The themes that each house has. Every pair of text and ground in them has a contrast of at least 4.5 to 1; of high contrast, 7 to 1.</summary>
public static class BuiltInThemes
{
    /// <summary>The look of this program.</summary>
    public const string HomeAuth = "homeauth";

    /// <summary>The colours of Home Assistant, as far as they can be read.</summary>
    public const string HomeAssistant = "home-assistant";

    /// <summary>For eyes that need more.</summary>
    public const string HighContrast = "high-contrast";

    // Names that mean something else to Home Assistant (core#10473).
    private static readonly string[] Reserved = [DefaultThemes.None, "none"];

    private static readonly (ThemeRole Role, string Light, string Dark)[] Signals =
    [
        (ThemeRole.Info, "#0b5fa3", "#9ccaff"), (ThemeRole.InfoText, "#ffffff", "#00325a"),
        (ThemeRole.Success, "#1a7037", "#80db99"), (ThemeRole.SuccessText, "#ffffff", "#00391a"),
        (ThemeRole.Warning, "#8a5600", "#f5c26b"), (ThemeRole.WarningText, "#ffffff", "#402d00"),
        (ThemeRole.Error, "#b3261e", "#ffb4ab"), (ThemeRole.ErrorText, "#ffffff", "#690005"),
    ];

    private static readonly (ThemeRole Role, string Light, string Dark)[] StrongSignals =
    [
        (ThemeRole.Info, "#00396b", "#b9dcff"), (ThemeRole.InfoText, "#ffffff", "#000000"),
        (ThemeRole.Success, "#00451c", "#9ff0b5"), (ThemeRole.SuccessText, "#ffffff", "#000000"),
        (ThemeRole.Warning, "#553600", "#ffd58a"), (ThemeRole.WarningText, "#ffffff", "#000000"),
        (ThemeRole.Error, "#8c0009", "#ffb8b0"), (ThemeRole.ErrorText, "#ffffff", "#000000"),
    ];

    /// <summary>All of them, in the order in which people see them.</summary>
    public static IReadOnlyList<HouseTheme> All { get; } =
    [
        Theme(
            HomeAuth,
            Signals,
            (ThemeRole.Primary, "#00628a", "#6fcdf0"), (ThemeRole.PrimaryText, "#ffffff", "#00202d"),
            (ThemeRole.Accent, "#7a4a00", "#f2bd73"), (ThemeRole.AccentText, "#ffffff", "#2a1800"),
            (ThemeRole.Background, "#f3f6f8", "#0e161a"), (ThemeRole.SecondBackground, "#e7edf1", "#0a1013"),
            (ThemeRole.Surface, "#ffffff", "#172228"), (ThemeRole.Sidebar, "#ffffff", "#131d22"),
            (ThemeRole.Text, "#13222a", "#e3ecf0"), (ThemeRole.SecondaryText, "#495c67", "#a4b7c0"), (ThemeRole.DisabledText, "#7d8d96", "#75868f"),
            (ThemeRole.Divider, "#d3dde2", "#2b3a42"), (ThemeRole.FieldLine, "#6f828d", "#7f949e")),
        Theme(
            HomeAssistant,
            Signals,
            (ThemeRole.Primary, "#00719a", "#29b6f6"), (ThemeRole.PrimaryText, "#ffffff", "#00202d"),
            (ThemeRole.Accent, "#c77700", "#ff9800"), (ThemeRole.AccentText, "#000000", "#212121"),
            (ThemeRole.Background, "#fafafa", "#111111"), (ThemeRole.SecondBackground, "#e5e5e5", "#0b0b0b"),
            (ThemeRole.Surface, "#ffffff", "#1c1c1c"), (ThemeRole.Sidebar, "#ffffff", "#1c1c1c"),
            (ThemeRole.Text, "#141414", "#e1e1e1"), (ThemeRole.SecondaryText, "#5e5e5e", "#a6a6a6"), (ThemeRole.DisabledText, "#8f8f8f", "#757575"),
            (ThemeRole.Divider, "#e0e0e0", "#333333"), (ThemeRole.FieldLine, "#757575", "#858585")),
        Theme(
            HighContrast,
            StrongSignals,
            (ThemeRole.Primary, "#003d73", "#9ad6ff"), (ThemeRole.PrimaryText, "#ffffff", "#000000"),
            (ThemeRole.Accent, "#553600", "#ffd58a"), (ThemeRole.AccentText, "#ffffff", "#000000"),
            (ThemeRole.Background, "#ffffff", "#000000"), (ThemeRole.SecondBackground, "#ffffff", "#000000"),
            (ThemeRole.Surface, "#ffffff", "#000000"), (ThemeRole.Sidebar, "#ffffff", "#000000"),
            (ThemeRole.Text, "#000000", "#ffffff"), (ThemeRole.SecondaryText, "#1f1f1f", "#ededed"), (ThemeRole.DisabledText, "#595959", "#a6a6a6"),
            (ThemeRole.Divider, "#404040", "#bfbfbf"), (ThemeRole.FieldLine, "#000000", "#ffffff")),
    ];

    /// <summary>The one of that name; null for none.</summary>
    public static HouseTheme? Find(string? name) => All.FirstOrDefault(theme => theme.Name == name);

    /// <summary>Whether no file may bring a theme of that name.</summary>
    internal static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) || Find(name.ToLowerInvariant()) is not null;

    private static HouseTheme Theme(string name, (ThemeRole, string, string)[] signals, params (ThemeRole Role, string Light, string Dark)[] colors) =>
        new(name, Look(dark: false, [.. colors, .. signals]), Look(dark: true, [.. colors, .. signals]));

    private static ThemeLook Look(bool dark, (ThemeRole Role, string Light, string Dark)[] colors)
    {
        var own = colors.ToDictionary(color => color.Role, color => CssColor.Of(dark ? color.Dark : color.Light));
        own[ThemeRole.Header] = own[ThemeRole.Sidebar];
        own[ThemeRole.SidebarText] = own[ThemeRole.HeaderText] = own[ThemeRole.SelectedText] = own[ThemeRole.SelectedIcon] = own[ThemeRole.Text];
        own[ThemeRole.SidebarIcon] = own[ThemeRole.SecondaryText];
        (own[ThemeRole.Badge], own[ThemeRole.BadgeText]) = (own[ThemeRole.Primary], own[ThemeRole.PrimaryText]);
        return new ThemeLook(new ThemeColors(dark, own.ToImmutableDictionary()), []);
    }
}
