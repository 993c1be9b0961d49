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
    private static readonly ConcurrentDictionary<ThemeChoice, string> Written = new();

    public static string Of(ThemeChoice choice) => Written.GetOrAdd(choice, Write);

    private static string Write(ThemeChoice choice)
    {
        var theme = Palettes.Get(choice.Palette);
        var light = Root(theme.PaletteLight, "light");
        var dark = Root(theme.PaletteDark, "dark");
        return choice.Dark switch
        {
            true => dark,
            false => light,
            null => $"{light}@media (prefers-color-scheme:dark){{{dark}}}",
        };
    }

    private static string Root(Palette palette, string scheme)
    {
        var css = new StringBuilder("html:root{");
        css.Append(CultureInfo.InvariantCulture, $"color-scheme:{scheme};--mud-native-html-color-scheme:{scheme};");
        foreach (var property in typeof(Palette).GetProperties())
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
