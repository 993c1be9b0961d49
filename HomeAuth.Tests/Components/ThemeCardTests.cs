using Bunit;
using HomeAuth.App.Components.Profile;
using HomeAuth.App.Components.Settings;
using HomeAuth.App.Components.Theming;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Themes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

/// <summary>Choosing a theme, as a person and for the house.</summary>
public sealed class ThemeCardTests : IAsyncLifetime
{
    private CardHouse _house = default!;
    private BunitJSModuleInterop _script = default!;

    private HouseThemes Themes => _house.Core.Services.GetRequiredService<HouseThemes>();

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync();
        Directory.CreateDirectory(Themes.Folder);
        await File.WriteAllTextAsync(Path.Combine(Themes.Folder, "a.yaml"), "Lantern:\n  primary-color: darkslateblue\n  key: url(x)\n  primary-text-color: '#aaa'\n  primary-background-color: white\n");
        await Themes.LoadAsync();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task ThemeIsKeptForThePersonOrForTheBrowserAlone()
    {
        var card = await ShowAsync<ThemeCard>();
        await card.Find("#theme").ChangeAsync("Lantern");
        Assert.Equal("""{"theme":"Lantern","dark":null,"primaryColor":null,"accentColor":null}""", await SavedAsync());
        Assert.Contains("looks the same by day and by night", card.Markup, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("input[name=mode], input[type=color]"));

        await card.FindAll("input[name=theme-scope]")[1].ChangeAsync(true);
        await card.Find("#theme").ChangeAsync("high-contrast");
        Assert.Equal("""{"theme":"Lantern","dark":null,"primaryColor":null,"accentColor":null}""", await SavedAsync());
        Assert.Equal(["auto||||Lantern", "auto|||here|Lantern", "auto|||here|high-contrast"], _script.Invocations["keep"].Select(call => (string)call.Arguments[1]!));

        await card.FindAll("input[name=theme-scope]")[0].ChangeAsync(true);
        Assert.Contains("high-contrast", await SavedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ColorThatIsHardToSeeIsShownWithItsFiguresAndGoesWithTheTheme()
    {
        var card = await ShowAsync<ThemeCard>();
        await card.FindAll("input[name=mode]")[1].ChangeAsync(true);
        await card.Find("#theme-primary").ChangeAsync("#ffd400");
        Assert.Contains("contrast 1.3 to 1, at least 4.5 to 1 is needed", card.Find("#theme-primary-contrast").TextContent, StringComparison.Ordinal);
        Assert.Contains("\"primaryColor\":\"#ffd400\"", await SavedAsync(), StringComparison.Ordinal);
        await card.Find("#theme-primary").ChangeAsync("#004466");
        Assert.Contains("shown as it is", card.Find("#theme-primary-contrast").TextContent, StringComparison.Ordinal);
        await card.Find("#theme").ChangeAsync("home-assistant");
        Assert.Contains("\"primaryColor\":null", await SavedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThemeThatGoesAwayIsSaidInTheOpenCard()
    {
        var card = await ShowAsync<ThemeCard>();
        await card.Find("#theme").ChangeAsync("Lantern");
        Assert.Empty(card.FindAll(".theme-missing"));
        File.Delete(Path.Combine(Themes.Folder, "a.yaml"));
        await Themes.LoadAsync();
        card.WaitForAssertion(() => Assert.Contains("no theme “Lantern” any more", card.Find(".theme-missing").TextContent, StringComparison.Ordinal));
        await card.Find("#theme").ChangeAsync("unheard of");
        Assert.Contains("Lantern", await SavedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageSaysWhatWasNotTakenAndWhatWasChanged()
    {
        _house.Add<DefaultThemeChange>();
        var page = await ShowAsync<ThemesPage>();
        Assert.Contains("line 3", page.Find("[data-code=value_unsafe]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Lantern · key", page.Find("[data-code=value_unsafe]").TextContent, StringComparison.Ordinal);
        var row = page.FindAll(".theme-list > li").Single(item => item.TextContent.Contains("Lantern", StringComparison.Ordinal));
        await row.QuerySelector("button")!.ClickAsync();
        Assert.Contains("Text on the page has a contrast of 2.3 to 1, needs 4.5 to 1", page.Find("[data-role=Text]").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll(".theme-preview"));

        await page.Find("#default-dark").ChangeAsync("Lantern");
        Assert.Equal("Lantern", Themes.Current.Default(dark: true).Name);
        await page.Find("#default-dark").ChangeAsync("");
        Assert.Equal(DefaultThemes.Unset, Themes.Current.Defaults);
    }

    [Fact]
    public async Task ButtonsNameTheThemeAsPeopleKnowIt()
    {
        _house.Add<DefaultThemeChange>();
        var page = await ShowAsync<ThemesPage>();
        Assert.Equal(
            ["Preview of HomeAuth", "Preview of Home Assistant", "Preview of High contrast", "Preview of Lantern"],
            page.FindAll(".theme-row button").Select(button => button.GetAttribute("aria-label")));
    }

    private async Task<IRenderedComponent<T>> ShowAsync<T>()
        where T : IComponent
    {
        _house.Add<UserPreferences>();
        _house.Context.Services.AddSingleton(Themes);
        _house.Context.Services.AddSingleton<ThemeLooks>();
        _house.Context.Services.AddScoped<ThemeState>();
        await _house.SignInAsync();
        _script = _house.Context.JSInterop.SetupModule("./Components/Profile/ThemeCard.razor.js");
        _script.Mode = JSRuntimeMode.Loose;
        return _house.Context.Render<T>();
    }

    private Task<string?> SavedAsync() => _house.Core.RunAsync<UserPreferences, string?>(preferences => preferences.FindAsync(_house.OwnerId, "theme"));
}
