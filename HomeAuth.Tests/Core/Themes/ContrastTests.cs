using HomeAuth.Core.Themes;

namespace HomeAuth.Tests.Core.Themes;

/// <summary>Colours, and whether one can read them.</summary>
public sealed class ContrastTests
{
    [Theory]
    [InlineData("#fff", "#ffffff")]
    [InlineData("#1234", "#11223344")]
    [InlineData(" #ABCDEF ", "#abcdef")]
    [InlineData("rebeccapurple", "#663399")]
    [InlineData("transparent", "#00000000")]
    [InlineData("rgb(1, 2, 3)", "#010203")]
    [InlineData("rgba(255,0,0,.5)", "#ff000080")]
    [InlineData("rgb(10% 20% 30% / 40%)", "#1a334d66")]
    [InlineData("hsl(120, 100%, 25%)", "#008000")]
    [InlineData("hsl(-120deg 100% 50%)", "#0000ff")]
    [InlineData("rgb(1,2)", null)]
    [InlineData("rgb(1,2,x)", null)]
    [InlineData("rgb(NaN,2,3)", null)]
    [InlineData("#12345", null)]
    [InlineData("#gggggg", null)]
    [InlineData("linear-gradient(red, blue)", null)]
    [InlineData("(1,2,3)", null)]
    [InlineData(")", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ColorsAreReadAsBrowsersReadThem(string? text, string? expected) => Assert.Equal(expected, CssColor.Parse(text)?.ToString());

    [Theory]
    [InlineData("#ffffff", "#000000", 21)]
    [InlineData("#ffffff", "#009ac7", 3.26)]
    [InlineData("#ffffff", "#ff9800", 2.16)]
    [InlineData("#009ac7", "#fafafa", 3.12)]
    [InlineData("#00000080", "#ffffff", 4.0)]
    public void ContrastIsThatOfWcag(string text, string ground, double expected) => Assert.Equal(expected, CssColor.Of(text).ContrastOn(CssColor.Of(ground)), 0.02);

    [Fact]
    public void BuiltInThemesCanBeRead() => Assert.All(
        BuiltInThemes.All.SelectMany(theme => new[] { (theme.Name, theme.Light), (theme.Name, theme.Dark) }),
        look => AssertReadable(look.Item2.Colors, look.Name == BuiltInThemes.HighContrast ? 7 : 4.5));

    [Fact]
    public void BuiltInThemesAreShownAsTheyAre() => Assert.All(
        BuiltInThemes.All.SelectMany(theme => new[] { theme.Light, theme.Dark }), look => Assert.Empty(ThemeContrast.Correct(look.Colors).Findings));

    [Theory]
    [InlineData("#ffff00", "#000000")]
    [InlineData("#ffffff", "#ffffff")]
    [InlineData("#777777", "#777777")]
    [InlineData("#0000ff", "#00ff00")]
    [InlineData("#00628a", "#7a4a00")]
    public void ColorsOfOnesOwnAreMadeReadableInBothModes(string primary, string accent)
    {
        var theme = BuiltInThemes.All[0];
        foreach (var look in new[] { theme.Light, theme.Dark })
        {
            var own = look.With(CssColor.Of(primary), CssColor.Of(accent));
            AssertReadable(own.Colors, 4.5);
            Assert.All(own.Contrast, finding => Assert.Equal(own.Colors[finding.Role], finding.Shown));
        }

        var light = theme.Light.With(CssColor.Of(primary), null);
        Assert.Equal(CssColor.Of(primary).ContrastOn(theme.Light.Colors[ThemeRole.Background]) < 4.5, light.Contrast.Count > 0);
    }

    internal static void AssertReadable(ThemeColors colors, double least)
    {
        foreach (var (text, ground) in new[]
        {
            (ThemeRole.Text, ThemeRole.Background), (ThemeRole.Text, ThemeRole.Surface), (ThemeRole.SecondaryText, ThemeRole.Background), (ThemeRole.SecondaryText, ThemeRole.Surface),
            (ThemeRole.SidebarText, ThemeRole.Sidebar), (ThemeRole.SidebarIcon, ThemeRole.Sidebar), (ThemeRole.HeaderText, ThemeRole.Header), (ThemeRole.Primary, ThemeRole.Background),
            (ThemeRole.Primary, ThemeRole.Surface), (ThemeRole.PrimaryText, ThemeRole.Primary), (ThemeRole.AccentText, ThemeRole.Accent), (ThemeRole.Error, ThemeRole.Surface),
            (ThemeRole.Error, ThemeRole.Background), (ThemeRole.Warning, ThemeRole.Surface), (ThemeRole.Success, ThemeRole.Surface), (ThemeRole.Info, ThemeRole.Surface),
            (ThemeRole.SelectedText, ThemeRole.Sidebar), (ThemeRole.SelectedIcon, ThemeRole.Sidebar), (ThemeRole.BadgeText, ThemeRole.Badge), (ThemeRole.ErrorText, ThemeRole.Error), (ThemeRole.WarningText, ThemeRole.Warning), (ThemeRole.SuccessText, ThemeRole.Success), (ThemeRole.InfoText, ThemeRole.Info),
        })
        {
            var ratio = colors[text].ContrastOn(colors[ground]);
            Assert.True(ratio >= least, $"{text} on {ground}: {ratio}");
        }

        Assert.True(colors[ThemeRole.FieldLine].ContrastOn(colors[ThemeRole.Surface]) >= 3);
        Assert.True(colors[ThemeRole.Accent].ContrastOn(colors[ThemeRole.Surface]) >= 3);
    }
}
