using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HomeAuth.Core.Themes;
using MudBlazor;
using MudBlazor.Utilities;

namespace HomeAuth.App.Components.Theming;

/// <summary>
/// A theme as CSS variables, under MudBlazor's names. "As the device is" is a media query, so that the right colours are there with the first byte,
/// without JavaScript and without asking the browser. The selector outweighs the one MudBlazor writes later.
/// </summary>
/// <remarks>Colours are written anew from their numbers; of a file's own words only values go in that <see cref="ThemeValues"/> lets pass.</remarks>
public static partial class ThemeCss
{
    // What anonymous.css uses; the pages for strangers carry no more than they show.
    private static readonly string[] Essential =
        ["Primary", "PrimaryContrastText", "Background", "Surface", "Divider", "TextPrimary", "TextSecondary", "LinesInputs", "Error", "Info", "Success"];

    private static readonly string[] Variants =
        ["default", "h1", "h2", "h3", "h4", "h5", "h6", "subtitle1", "subtitle2", "body1", "body2", "button", "caption", "overline"];

    private static readonly string[] EssentialVariants = ["default"];

    // What MudBlazor's palette has no place for. No file can write these names, since its own all begin with --ha-.
    private static readonly (string Name, ThemeRole Role)[] Own =
    [
        ("--house-selected-text", ThemeRole.SelectedText), ("--house-selected-icon", ThemeRole.SelectedIcon), ("--house-badge", ThemeRole.Badge), ("--house-badge-text", ThemeRole.BadgeText),
    ];

    /// <summary>All variables.</summary>
    public static string Of(ShownTheme theme) => Write(theme, look => Of(look) + Forms(look, Variants) + Others(look));

    /// <summary>The few variables of the pages for strangers.</summary>
    public static string EssentialOf(ShownTheme theme) => Write(theme, look => Variables(look, Essential.Contains) + Forms(look, EssentialVariants));

    /// <summary>All colours of a look, for the style of one element.</summary>
    public static string Of(ThemeLook look) => Variables(look, _ => true) + string.Concat(Own.Select(own => $"{own.Name}:{look.Colors[own.Role]};"));

    private static string Write(ShownTheme theme, Func<ThemeLook, string> variables)
    {
        var light = Root(theme.Light);
        return theme.Mode switch
        {
            true => Root(theme.Dark),
            false => light,
            null => $"{light}@media (prefers-color-scheme:dark){{{Root(theme.Dark)}}}",
        };

        string Root(ThemeLook look) => $"html:root{{{variables(look)}}}";
    }

    private static string Variables(ThemeLook look, Func<string, bool> wanted)
    {
        var palette = Palettes.Of(look.Colors);
        var scheme = look.Colors.Dark ? "dark" : "light";
        var css = new StringBuilder();
        css.Append(CultureInfo.InvariantCulture, $"color-scheme:{scheme};--mud-native-html-color-scheme:{scheme};");
        foreach (var property in typeof(Palette).GetProperties().Where(property => wanted(property.Name)))
        {
            var name = "--mud-palette-" + Dashed(property.Name).Replace("-contrast-text", "-text", StringComparison.Ordinal);
            switch (property.GetValue(palette))
            {
                case MudColor color:
                    css.Append(CultureInfo.InvariantCulture, $"{name}:{color.ToString(MudColorOutputFormats.RGBA)};{name}-rgb:{color.R},{color.G},{color.B};");
                    css.Append(CultureInfo.InvariantCulture, $"{name}-hover:rgba({color.R},{color.G},{color.B},{palette.HoverOpacity});");
                    break;
                case string text:
                    css.Append(CultureInfo.InvariantCulture, $"{name}:{text};");
                    break;
            }
        }

        return css.ToString();
    }

    private static string Forms(ThemeLook look, string[] variants) =>
        (look.Radius is { } radius ? $"--mud-default-borderradius:{radius};" : "")
        + (look.Font is { } font ? string.Concat(variants.Select(variant => $"--mud-typography-{variant}-family:{font};")) : "");

    // Whatever else the theme has, under names of its own.
    private static string Others(ThemeLook look) =>
        string.Concat(look.Others.Select(other => $"{(other.Key.StartsWith("ha-", StringComparison.Ordinal) ? "--" : "--ha-")}{other.Key}:{other.Value};"));

    private static string Dashed(string name) => Capital().Replace(name, "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
