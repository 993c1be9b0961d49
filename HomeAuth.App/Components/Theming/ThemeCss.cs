using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MudBlazor;
using MudBlazor.Utilities;

namespace HomeAuth.App.Components.Theming;

/// <summary>
/// A palette as CSS variables, under MudBlazor's names. "As the device is" is a media query, so that the right colours are there with the first byte,
/// without JavaScript and without asking the browser. The selector outweighs the one MudBlazor writes later.
/// </summary>
public static partial class ThemeCss
{
    // What anonymous.css uses; the pages for strangers carry no more than they show.
    private static readonly string[] Essential =
        ["Primary", "PrimaryContrastText", "Background", "Surface", "Divider", "TextPrimary", "TextSecondary", "LinesInputs", "Error", "Info"];

    private static readonly ConcurrentDictionary<(ThemeChoice, bool), string> Written = new();

    /// <summary>All variables of MudBlazor.</summary>
    public static string Of(ThemeChoice choice) => Written.GetOrAdd((choice, true), _ => Write(choice, _ => true));

    /// <summary>The few variables of the pages for strangers.</summary>
    public static string EssentialOf(ThemeChoice choice) => Written.GetOrAdd((choice, false), _ => Write(choice, Essential.Contains));

    private static string Write(ThemeChoice choice, Func<string, bool> wanted)
    {
        var theme = Palettes.Get(choice.Palette);
        var light = Root(theme.PaletteLight, "light", wanted);
        var dark = Root(theme.PaletteDark, "dark", wanted);
        return choice.Dark switch
        {
            true => dark,
            false => light,
            null => $"{light}@media (prefers-color-scheme:dark){{{dark}}}",
        };
    }

    private static string Root(Palette palette, string scheme, Func<string, bool> wanted)
    {
        var css = new StringBuilder("html:root{");
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

        return css.Append('}').ToString();
    }

    private static string Dashed(string name) => Capital().Replace(name, "-$0").ToLowerInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
