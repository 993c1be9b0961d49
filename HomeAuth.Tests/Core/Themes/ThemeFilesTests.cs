using HomeAuth.Core.Themes;

namespace HomeAuth.Tests.Core.Themes;

/// <summary>Files in the styles that people publish, and in those of people who mean harm: each applies or explains, none does anything else.</summary>
public sealed class ThemeFilesTests
{
    private static readonly string Files = Path.Combine(ArchitectureTests.Root, "HomeAuth.Tests", "Core", "Themes", "Files");

    public static TheoryData<string, string[], string[]> Expected => new()
    {
        { "flat-2018.yaml", ["Slate Evening"], [] },
        { "flat-named-colors.yaml", ["Lantern"], ["8 ha-card-border-radius not_a_length"] },
        { "modes.yaml", ["Fjord"], [] },
        { "dark-only.yaml", ["Night Watch"], ["8 modes mode_unknown"] },
        {
            "card-mod.yaml", ["Glass House"],
            ["2 card-mod-theme card_styles", "3 card-mod-root-yaml card_styles", "6 card-mod-card card_styles", "13 background-image value_unsafe", "14 lovelace-background value_unsafe"]
        },
        { "gradients.yaml", ["Aurora"], ["3 app-header-background-color not_a_color", "4 ha-card-background not_a_color", "9 sidebar-background-color value_unsafe"] },
        {
            "chains.yaml", ["Chain"],
            ["10 secondary-text-color unknown_variable", "11 loop-a cycle", "12 loop-b cycle", "13 loop-c cycle", "14 accent-color cycle"]
        },
        { "broken.yaml", [], ["3  not_yaml"] },
        { "unquoted-hex.yaml", ["Beginner"], ["3 primary-color value_not_text"] },
        {
            "hostile.yaml", ["</style><script>alert(1)</script>"],
            [
                "2 primary-color value_unsafe", "3 accent-color value_unsafe", "4 primary-background-color value_unsafe", "5 card-background-color value_unsafe", "6 divider-color value_unsafe",
                "7 info-color value_unsafe", "8 success-color value_unsafe", "9 warning-color value_unsafe", "10 error-color value_unsafe", "11 ha-card-border-radius value_unsafe",
                "12 primary-font-family value_unsafe", "13 image value_unsafe", "14 key; color key_invalid", "15 UPPER key_invalid", "16 twolines key_invalid", "17 secondary-text-color value_unsafe",
                "19  name_invalid", "20  name_taken", "21  name_taken",
            ]
        },
        { "sidebar.yaml", ["Quiet", "Rail"], [] },
        { "wrapped.yaml", ["Harbour"], ["7 modes not_followed"] },
        { "included.yaml", [], ["2 extra_module_url beside_themes", "3  not_followed"] },
        { "configuration.yaml", ["Quay"], ["2 homeassistant beside_themes"] },
        {
            "dropped.yaml", ["Dropped", "Merged"],
            [
                "2 ha-card-border-radius not_a_length", "3 ha-font-family-body not_a_font", "6 icon-color value_unsafe", "8 long value_too_long", "9 lost unknown_variable",
                "11 modes key_twice", "13 dark key_twice", "14 modes value_not_text", "17 extra value_unsafe", "17 << not_a_theme", "18  more_documents",
            ]
        },
        { "anchors.yaml", ["Base Sand", "Sand Blue", "Sand Deep"], [] },
        { "unreadable-pairs.yaml", ["Chess", "Fog"], [] },
        { "lists.yaml", [], ["1  not_a_theme"] },
        {
            "odd-values.yaml", ["Nothing", "Odd"],
            [
                "2 primary-color value_not_text", "3 accent-color value_not_text", "4 primary-text-color value_not_text", "5 primary-background-color not_a_color", "6 card-background-color not_a_color",
                "8 text-primary-color key_twice", "9 divider-color not_followed", "10  not_a_theme", "11  not_a_theme",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void EachFileAppliesOrExplains(string file, string[] themes, string[] findings)
    {
        var (found, problems) = Read(file);
        Assert.Equal(themes, found.Keys);
        Assert.Equal(findings, problems.Select(problem => $"{problem.Line} {problem.Key} {problem.Code}"));
        Assert.All(problems, problem => Assert.Equal(file, problem.File));
    }

    [Fact]
    public void EachFileHasItsRow() =>
        Assert.Equal(Directory.GetFiles(Files).Select(Path.GetFileName).Order(StringComparer.Ordinal), Expected.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void ValuesBecomeTheColorsThatTheyName()
    {
        var lantern = Only("flat-named-colors.yaml");
        Assert.False(lantern.HasBothModes);
        Assert.Equal("#483d8b", Color(lantern, ThemeRole.Primary));
        Assert.Equal("#fffbeb", Color(lantern, ThemeRole.Background));
        Assert.Equal("#f5efd6", Color(lantern, ThemeRole.Sidebar));
        Assert.Equal("#b22222", Color(lantern, ThemeRole.Error));

        var fjord = Only("modes.yaml");
        Assert.True(fjord.HasBothModes);
        Assert.Equal("#1f6f8b", Color(fjord, ThemeRole.Primary));
        Assert.Equal("#1f6f8b", Color(fjord, ThemeRole.Header));
        Assert.Equal("#7cc4dd", Color(fjord, ThemeRole.Primary, dark: true));
        Assert.Equal("#7cc4dd", Color(fjord, ThemeRole.Header, dark: true));
        Assert.Equal(("14px", "'Atkinson Hyperlegible', Verdana, sans-serif"), (fjord.Light.Radius, fjord.Light.Font));
    }

    [Fact]
    public void ThemeWithoutModesIsAsDarkAsItsGround()
    {
        Assert.True(Only("flat-2018.yaml").Light.Colors.Dark);
        Assert.False(Only("flat-named-colors.yaml").Light.Colors.Dark);
        var watch = Only("dark-only.yaml");
        Assert.True(watch.Light.Colors.Dark);
        // What shines through is laid over the page, since behind a dialog are words.
        Assert.Equal("#151519", Color(watch, ThemeRole.Surface));
    }

    [Fact]
    public void ChainsAreFollowedAndTripletsAreDerived()
    {
        var chain = Only("chains.yaml");
        Assert.Equal("#223344", Color(chain, ThemeRole.Text));
        Assert.Equal("#fefefe", Color(chain, ThemeRole.Background));
        Assert.Equal("#fefefe", Color(chain, ThemeRole.Surface));
        Assert.Equal("#223344e6", Color(chain, ThemeRole.Primary));
        Assert.Equal("#22334433", Color(chain, ThemeRole.Divider));
        Assert.DoesNotContain("loop-a", chain.Light.Others.Keys);
        Assert.Equal("#fefefe", chain.Light.Others["paper"]);
    }

    [Fact]
    public void MergedMapsAreBelowTheirOwnValues()
    {
        var (themes, _) = Read("anchors.yaml");
        Assert.Equal("#1d4e89", Color(themes["Sand Blue"], ThemeRole.Primary));
        Assert.Equal("#fbf6ee", Color(themes["Sand Blue"], ThemeRole.Background));
        Assert.Equal("#7b4b12", Color(themes["Sand Blue"], ThemeRole.Accent));
        Assert.True(themes["Sand Deep"].Light.Colors.Dark);
        Assert.Equal("#15100a", Color(themes["Sand Deep"], ThemeRole.Background));
    }

    [Fact]
    public void EntryOfTheSidebarWhereOneIsAndInitialsHaveTheirColors()
    {
        var (themes, _) = Read("sidebar.yaml");
        var rail = themes["Rail"];
        Assert.Equal("#7a0030", Color(rail, ThemeRole.SelectedText));
        Assert.Equal("#004d40", Color(rail, ThemeRole.SelectedIcon));
        Assert.Equal(("#b3e5fc", "#000000"), (Color(rail, ThemeRole.Badge), Color(rail, ThemeRole.BadgeText)));
        Assert.Empty(rail.Light.Contrast);

        // What a theme does not say goes with the rest, and is not told a second time.
        var quiet = themes["Quiet"];
        Assert.Equal([ThemeRole.SidebarText, ThemeRole.SidebarIcon, ThemeRole.SelectedIcon], quiet.Light.Contrast.Select(finding => finding.Role));
        Assert.Equal(Color(quiet, ThemeRole.Primary), Color(quiet, ThemeRole.Badge));
        Assert.Equal(Color(quiet, ThemeRole.PrimaryText), Color(quiet, ThemeRole.BadgeText));
    }

    [Fact]
    public void FirstFontThatIsOneIsTakenAndModesComeWithWhatIsMerged()
    {
        var (themes, _) = Read("dropped.yaml");
        Assert.Equal((null, "Verdana, sans-serif"), (themes["Dropped"].Light.Radius, themes["Dropped"].Light.Font));
        Assert.True(themes["Dropped"].HasBothModes);
        Assert.True(themes["Merged"].HasBothModes);
        Assert.Equal("#101010", Color(themes["Merged"], ThemeRole.Background, dark: true));
    }

    [Fact]
    public void WhatCannotBeReadIsMadeReadableAndSaid()
    {
        var (themes, _) = Read("unreadable-pairs.yaml");
        var fog = themes["Fog"].Light;
        Assert.Equal(
            [ThemeRole.Text, ThemeRole.SecondaryText, ThemeRole.SidebarText, ThemeRole.SidebarIcon, ThemeRole.HeaderText, ThemeRole.Primary, ThemeRole.Error, ThemeRole.Accent],
            fog.Contrast.Select(finding => finding.Role));
        Assert.Equal(1.9, fog.Contrast[0].Ratio, 0.1);
        Assert.Equal(4.5, fog.Contrast[0].Least);
        var chess = themes["Chess"].Light;
        Assert.Equal(ThemeRole.Surface, chess.Contrast[0].Role);
        Assert.Equal(chess.Colors[ThemeRole.Background], chess.Colors[ThemeRole.Surface]);
    }

    [Fact]
    public void NothingShownIsEverUnreadable() => Assert.All(
        Expected.SelectMany(row => Read(row.Data.Item1).Themes.Values).SelectMany(theme => new[] { theme.Light, theme.Dark }), look => ContrastTests.AssertReadable(look.Colors, 4.5));

    private static string Color(HouseTheme theme, ThemeRole role, bool dark = false) => theme.Look(dark).Colors[role].ToString();

    private static HouseTheme Only(string file) => Assert.Single(Read(file).Themes.Values);

    private static (IReadOnlyDictionary<string, HouseTheme> Themes, IReadOnlyList<ThemeFinding> Findings) Read(string file)
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-themes-");
        File.Copy(Path.Combine(Files, file), Path.Combine(folder.FullName, file));
        var read = ThemeFolder.Read(folder.FullName);
        folder.Delete(recursive: true);
        return read;
    }
}
