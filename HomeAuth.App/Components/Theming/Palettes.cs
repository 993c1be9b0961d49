using MudBlazor;

namespace HomeAuth.App.Components.Theming;

/// <summary>The built-in palettes, each in light and dark. Every pair of text and ground in them has a contrast of at least 4.5 to 1.</summary>
public static class Palettes
{
    public const string HomeAuth = "homeauth";
    public const string HomeAssistant = "home-assistant";

    private static readonly string[] SystemFont = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "sans-serif"];

    private static readonly Dictionary<string, MudTheme> ByName = new()
    {
        [HomeAuth] = Theme(
            new PaletteLight
            {
                Primary = "#00628a",
                PrimaryContrastText = "#ffffff",
                Secondary = "#7a4a00",
                SecondaryContrastText = "#ffffff",
                Background = "#f3f6f8",
                BackgroundGray = "#e7edf1",
                Surface = "#ffffff",
                DrawerBackground = "#ffffff",
                TextPrimary = "#13222a",
                TextSecondary = "#495c67",
                LinesDefault = "#d3dde2",
                LinesInputs = "#6f828d",
                Divider = "#d3dde2",
            },
            new PaletteDark
            {
                Primary = "#6fcdf0",
                PrimaryContrastText = "#00202d",
                Secondary = "#f2bd73",
                SecondaryContrastText = "#2a1800",
                Background = "#0e161a",
                BackgroundGray = "#0a1013",
                Surface = "#172228",
                DrawerBackground = "#131d22",
                TextPrimary = "#e3ecf0",
                TextSecondary = "#a4b7c0",
                LinesDefault = "#2b3a42",
                LinesInputs = "#7f949e",
                Divider = "#2b3a42",
            }),
        [HomeAssistant] = Theme(
            new PaletteLight
            {
                Primary = "#00719a",
                PrimaryContrastText = "#ffffff",
                Secondary = "#ff9800",
                SecondaryContrastText = "#212121",
                Background = "#fafafa",
                BackgroundGray = "#e5e5e5",
                Surface = "#ffffff",
                DrawerBackground = "#ffffff",
                TextPrimary = "#141414",
                TextSecondary = "#5e5e5e",
                LinesDefault = "#e0e0e0",
                LinesInputs = "#757575",
                Divider = "#e0e0e0",
            },
            new PaletteDark
            {
                Primary = "#29b6f6",
                PrimaryContrastText = "#00202d",
                Secondary = "#ff9800",
                SecondaryContrastText = "#212121",
                Background = "#111111",
                BackgroundGray = "#0b0b0b",
                Surface = "#1c1c1c",
                DrawerBackground = "#1c1c1c",
                TextPrimary = "#e1e1e1",
                TextSecondary = "#a6a6a6",
                LinesDefault = "#333333",
                LinesInputs = "#858585",
                Divider = "#333333",
            }),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static string Known(string? name) => name is not null && ByName.ContainsKey(name) ? name : HomeAuth;

    public static MudTheme Get(string name) => ByName[Known(name)];

    // What says "good" and "bad" is the same in every palette.
    private static MudTheme Theme(PaletteLight light, PaletteDark dark)
    {
        light.Info = "#0b5fa3";
        light.Success = "#1a7037";
        light.Warning = "#8a5600";
        light.Error = "#b3261e";
        (light.InfoContrastText, light.SuccessContrastText, light.WarningContrastText, light.ErrorContrastText) = ("#ffffff", "#ffffff", "#ffffff", "#ffffff");
        dark.Info = "#9ccaff";
        dark.Success = "#80db99";
        dark.Warning = "#f5c26b";
        dark.Error = "#ffb4ab";
        (dark.InfoContrastText, dark.SuccessContrastText, dark.WarningContrastText, dark.ErrorContrastText) = ("#00325a", "#00391a", "#402d00", "#690005");
        foreach (Palette palette in new Palette[] { light, dark })
        {
            palette.AppbarBackground = palette.DrawerBackground;
            palette.AppbarText = palette.TextPrimary;
            palette.DrawerText = palette.TextPrimary;
            palette.DrawerIcon = palette.TextSecondary;
            palette.ActionDefault = palette.TextSecondary;
            palette.TableLines = palette.Divider;
        }

        return new MudTheme
        {
            PaletteLight = light,
            PaletteDark = dark,
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
    }
}
