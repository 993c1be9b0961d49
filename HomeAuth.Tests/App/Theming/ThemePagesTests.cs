using System.Net;
using System.Text.RegularExpressions;
using HomeAuth.App.Components.Theming;
using HomeAuth.Core.Events;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Themes;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Theming;

/// <summary>What the first byte of a page has of themes.</summary>
public sealed partial class ThemePagesTests : IAsyncLifetime
{
    private const string Fjord = "rgba(31,111,139,1)";
    private const string HomeAssistant = "rgba(0,113,154,1)";
    private const string HomeAuthDark = "rgba(111,205,240,1)";

    private readonly CookieContainer _cookies = new();
    private HouseServer _server = default!;
    private HttpClient _client = default!;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "HomeAuth.Tests", "Core", "Themes", "Files")))
        {
            File.Copy(file, Path.Combine(Themes.Folder, Path.GetFileName(file)));
        }

        await Themes.LoadAsync();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = _server.Address };
    }

    private HouseThemes Themes => _server.Services.GetRequiredService<HouseThemes>();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task StrangersSeeTheThemeOfTheHouse()
    {
        await SetDefaultAsync("Fjord", dark: false);
        await SetDefaultAsync(BuiltInThemes.HomeAuth, dark: true);
        var page = await _client.GetStringAsync("/auth/authorize");
        Assert.Equal([Fjord, HomeAuthDark], Primaries(page));
        Assert.Contains("@media (prefers-color-scheme:dark)", page, StringComparison.Ordinal);
        Assert.Contains("""<meta name="theme-color" media="(prefers-color-scheme: light)" content="#1f6f8b" />""", page, StringComparison.Ordinal);
        // One look, one style.
        await SetDefaultAsync("Lantern", dark: false);
        await SetDefaultAsync(DefaultThemeChange.Clear, dark: true);
        Assert.Equal(["rgba(72,61,139,1)"], Primaries(await _client.GetStringAsync("/auth/authorize")));
    }

    [Fact]
    public async Task StrangersSeeCornersAndFontsOfTheThemeToo()
    {
        await SetDefaultAsync("Fjord", dark: false);
        var page = await _client.GetStringAsync("/auth/authorize");
        Assert.Contains("--mud-default-borderradius:14px;--mud-typography-default-family:'Atkinson Hyperlegible', Verdana, sans-serif;", page, StringComparison.Ordinal);
        var css = await _client.GetStringAsync("/anonymous.css");
        Assert.Contains("html { font: 100%/1.5 var(--mud-typography-default-family,", css, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"border-radius: (9|14)px", css);
        // Whatever a theme brings, the page stays small.
        Assert.All(Themes.Current.OfFiles.Keys, theme => Assert.InRange(_server.Services.GetRequiredService<ThemeLooks>().EssentialCssOf(new ThemeChoice(theme, null)).Length, 1, 6 * 1024));
    }

    [Fact]
    public async Task EntryOfTheSidebarWhereOneIsHasTheColorsOfTheTheme()
    {
        Keep(new ThemeChoice("Rail", null, Here: true));
        (await _client.SignInAsync()).Dispose();
        var page = await _client.GetStringAsync("/profile");
        Assert.Contains("--house-selected-text:#7a0030;--house-selected-icon:#004d40;--house-badge:#b3e5fc;--house-badge-text:#000000;", page, StringComparison.Ordinal);
        Assert.Single(SelectedTexts().Matches(page));
        var css = await _client.GetStringAsync("/house.css");
        Assert.Contains(".shell-nav a.active { color: var(--house-selected-text);", css, StringComparison.Ordinal);
        Assert.Contains(".shell-nav a.active .mud-icon-root { color: var(--house-selected-icon);", css, StringComparison.Ordinal);
        Assert.Contains("background: var(--house-badge); color: var(--house-badge-text);", css, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PersonsChoiceIsInTheFirstByteAndOneForThisBrowserWins()
    {
        (await _client.SignInAsync()).Dispose();
        await ChooseAsync(new ThemePreference(BuiltInThemes.HomeAssistant, false));
        Assert.Equal([HomeAssistant], Primaries(await _client.GetStringAsync("/profile")));
        Assert.Equal("light||||home-assistant", Kept());

        Keep(new ThemeChoice("Fjord", false, Here: true));
        Assert.Equal([Fjord], Primaries(await _client.GetStringAsync("/profile")));
        Assert.Equal("light|||here|Fjord", Kept());
        await ChooseAsync(new ThemePreference(null, true));
        Assert.Equal([Fjord], Primaries(await _client.GetStringAsync("/profile")));

        // A copy is not a choice: the person's own wins, as soon as it is for all devices.
        Keep(new ThemeChoice("Fjord", false));
        Assert.Equal([HomeAuthDark], Primaries(await _client.GetStringAsync("/profile")));
    }

    [Fact]
    public async Task StrangersKeepWhatTheBrowserHasAndNonsenseIsTheDefault()
    {
        Keep(new ThemeChoice("Fjord", false));
        Assert.Equal([Fjord], Primaries(await _client.GetStringAsync("/auth/authorize")));
        foreach (var nonsense in new[] { "", "x", "|", "dark|red;}|</style>||", "light||||gone", "light|||here|</style><script>", $"light||||{new string('x', 3000)}" })
        {
            _cookies.Add(_server.Address, new Cookie(ThemeChoice.CookieName, Uri.EscapeDataString(nonsense)));
            var page = await _client.GetStringAsync("/auth/authorize");
            Assert.InRange(Primaries(page).Count, 1, 2);
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NoFileBreaksOutOfThePage()
    {
        (await _client.SignInAsync()).Dispose();
        foreach (var theme in Themes.Current.OfFiles.Keys)
        {
            await ChooseAsync(new ThemePreference(theme, null));
            var answer = await _client.GetAsync("/settings/themes");
            var page = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain("alert(1)</script>", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("evil.example", page, StringComparison.OrdinalIgnoreCase);
            var style = Style().Matches(page).Select(match => match.Groups[1].Value).Single(css => css.Contains("html:root", StringComparison.Ordinal));
            Assert.DoesNotMatch(@"url\(|expression|@import|/\*|\\|<", style);
            Assert.Equal(style.Count(letter => letter == '{'), style.Count(letter => letter == '}'));
            Assert.Contains("img-src 'self' data:", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CacheOfStylesStaysSmallWhateverStrangersAskFor()
    {
        var looks = _server.Services.GetRequiredService<ThemeLooks>();
        for (var color = 0; color < 1200; color++)
        {
            Assert.Contains("--mud-palette-primary:", looks.EssentialCssOf(new ThemeChoice(null, null, $"#{color:x6}")), StringComparison.Ordinal);
        }

        Assert.Same(looks.EssentialCssOf(ThemeChoice.Default), looks.EssentialCssOf(ThemeChoice.Default));
        var before = looks.EssentialCssOf(ThemeChoice.Default);
        await SetDefaultAsync("Fjord", dark: false);
        Assert.NotEqual(before, looks.EssentialCssOf(ThemeChoice.Default));
    }

    private static List<string> Primaries(string page) => [.. Primary().Matches(page).Select(match => match.Groups[1].Value)];

    private string Kept() => Uri.UnescapeDataString(_cookies.GetCookies(_server.Address)[ThemeChoice.CookieName]!.Value);

    private void Keep(ThemeChoice choice) => _cookies.Add(_server.Address, new Cookie(ThemeChoice.CookieName, Uri.EscapeDataString(choice.ToString())));

    private async Task ChooseAsync(ThemePreference theme)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UserPreferences>().SetThemeAsync(await _server.OwnerIdAsync(), theme);
    }

    private async Task SetDefaultAsync(string name, bool dark)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        var actor = TestHouse.Actor(await _server.OwnerIdAsync());
        Assert.True(await scope.ServiceProvider.GetRequiredService<DefaultThemeChange>().SetAsync(name, dark, actor, EventContext.Of(actor.UserId)));
    }

    [GeneratedRegex("--mud-palette-primary:(rgba[^;]+);")]
    private static partial Regex Primary();

    [GeneratedRegex("--house-selected-text:")]
    private static partial Regex SelectedTexts();

    [GeneratedRegex("<style[^>]*>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
