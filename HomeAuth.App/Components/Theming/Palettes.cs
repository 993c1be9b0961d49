using HomeAuth.Core.Themes;
using MudBlazor;
using MudBlazor.Utilities;

namespace HomeAuth.App.Components.Theming;

/// <summary>Themes of the house as MudBlazor takes them.</summary>
public static class Palettes
{
    // How far a button that is pointed at goes from its colour.
    private const double Hover = 0.12;

    private static readonly string[] SystemFont = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "sans-serif"];

    /// <summary>Fonts and forms. The colours in it are never seen, since <see cref="ThemeCss"/> outweighs them.</summary>
    public static MudTheme Forms { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFont },
            Button = new ButtonTypography { FontFamily = SystemFont, TextTransform = "none", FontWeight = "600" },
            H1 = new H1Typography { FontFamily = SystemFont, FontSize = "1.75rem", FontWeight = "650", LineHeight = "1.25", LetterSpacing = "-0.01em" },
            H2 = new H2Typography { FontFamily = SystemFont, FontSize = "1.2rem", FontWeight = "650", LineHeight = "1.35", LetterSpacing = "0" },
            H3 = new H3Typography { FontFamily = SystemFont, FontSize = "1rem", FontWeight = "650", LineHeight = "1.4", LetterSpacing = "0" },
        },
    };

    /// <summary>The colours of a theme in the places of MudBlazor's palette.</summary>
    public static Palette Of(ThemeColors colors)
    {
        Palette palette = colors.Dark ? new PaletteDark() : new PaletteLight();
        (palette.Background, palette.BackgroundGray, palette.Surface) = (Color(ThemeRole.Background), Color(ThemeRole.SecondBackground), Color(ThemeRole.Surface));
        (palette.AppbarBackground, palette.AppbarText) = (Color(ThemeRole.Header), Color(ThemeRole.HeaderText));
        (palette.DrawerBackground, palette.DrawerText, palette.DrawerIcon) = (Color(ThemeRole.Sidebar), Color(ThemeRole.SidebarText), Color(ThemeRole.SidebarIcon));
        (palette.TextPrimary, palette.TextSecondary, palette.TextDisabled) = (Color(ThemeRole.Text), Color(ThemeRole.SecondaryText), Color(ThemeRole.DisabledText));
        palette.ActionDefault = Color(ThemeRole.SecondaryText);
        palette.Divider = palette.LinesDefault = palette.TableLines = Color(ThemeRole.Divider);
        palette.LinesInputs = Color(ThemeRole.FieldLine);
        (palette.Primary, palette.PrimaryContrastText, palette.PrimaryDarken) = On(ThemeRole.Primary, ThemeRole.PrimaryText);
        (palette.Secondary, palette.SecondaryContrastText, palette.SecondaryDarken) = On(ThemeRole.Accent, ThemeRole.AccentText);
        (palette.Info, palette.InfoContrastText, palette.InfoDarken) = On(ThemeRole.Info, ThemeRole.InfoText);
        (palette.Success, palette.SuccessContrastText, palette.SuccessDarken) = On(ThemeRole.Success, ThemeRole.SuccessText);
        (palette.Warning, palette.WarningContrastText, palette.WarningDarken) = On(ThemeRole.Warning, ThemeRole.WarningText);
        (palette.Error, palette.ErrorContrastText, palette.ErrorDarken) = On(ThemeRole.Error, ThemeRole.ErrorText);
        return palette;

        MudColor Color(ThemeRole role) => new(colors[role].ToString());

        // Away from the text on it, so that pointing at a button never makes it harder to read.
        (MudColor, MudColor, string) On(ThemeRole role, ThemeRole text)
        {
            var hover = colors[role].Mix(colors[text].Luminance > colors[role].Luminance ? CssColor.Black : CssColor.White, Hover);
            return (Color(role), Color(text), hover.ToString());
        }
    }
}
