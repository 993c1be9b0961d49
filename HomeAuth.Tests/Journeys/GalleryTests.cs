using HomeAuth.App.Components.Theming;
using HomeAuth.App.Localization;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Themes;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>
/// Goes through each page and dialog once in a language, and at each stop looks in several ways: light, dark, phone, high contrast. The pictures are left in
/// TestResults/gallery; what can be checked is checked.
/// </summary>
public abstract class GalleryTests(Chromium chromium)
{
    /// <param name="language">Of the browser. The first look is the one in which the way is gone.</param>
    /// <param name="looks">The looks.</param>
    protected async Task EachPageIsAccessibleAndFitsAsync(string language, params Look[] looks)
    {
        await using var server = HouseServer.Started();
        await using var person = await ArriveAsync(server, language, looks[0]);
        List<string> problems = [];

        await person.GoAsync("/");
        Assert.Equal(language == PseudoLanguage.Tag, (await person.Page.Locator("h1").TextContentAsync())!.StartsWith('['));
        await LookAsync("1-onboarding");
        await person.Page.Locator("button[type=submit]").First.ClickAsync();
        await LookAsync("2-owner");
        await person.Page.EvaluateAsync("document.querySelectorAll('[required]').forEach(input => input.required = false)");
        await person.Page.Locator("#password").FillAsync("12345678");
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await LookAsync("3-owner-problems");
        await person.Page.Locator("#name").FillAsync("Anna Muster");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("#confirm_password").FillAsync(TestHouse.Password);
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.WaitForURLAsync("**/onboarding/recovery");
        await person.Page.Locator("details summary").ClickAsync();
        await LookAsync("3b-recovery");
        await person.Page.Locator("main button[type=submit]").First.ClickAsync();
        await person.Page.Locator(".recovery-codes").WaitForAsync();
        await LookAsync("3c-recovery-codes");
        await person.Page.Locator("main input[type=checkbox]").CheckAsync();
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.WaitForURLAsync("**/onboarding/done*");
        await LookAsync("4-done");
        await person.Page.Locator("main a.button").ClickAsync();
        await person.ReadyAsync();
        await LookAsync("5-overview");
        await person.Page.Locator(".badge-menu").ClickAsync();
        await LookAsync("5b-menu");
        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await LookAsync("6-profile");
        await person.Page.Locator("main input[type=file]").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = await person.Page.ScreenshotAsync() });
        await person.Page.Locator("#crop input[type=range]").First.WaitForAsync();
        await LookAsync("6b-picture");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator("header .badge img").WaitForAsync();
        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        await LookAsync("7-security");
        await person.Page.Locator("#mfa > button").First.ClickAsync();
        await person.Page.Locator(".mud-dialog img.qr").WaitForAsync();
        await LookAsync("7b-set-up");
        var app = new AuthenticatorApp((await person.Page.Locator(".mud-dialog a[href^=otpauth]").GetAttributeAsync("href"))!);
        await person.Page.Locator(".mud-dialog input").First.FillAsync("Donaudampfschifffahrtsgesellschaftskapitänstelefon");
        await person.Page.Locator(".mud-dialog input").Nth(1).FillAsync(app.Next());
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator(".mud-dialog [role=status]").WaitForAsync();
        await LookAsync("7c-set-up-done");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await LookAsync("7d-factors");
        await server.ForgetProofsAsync();
        await person.Page.Locator("#recovery > button").ClickAsync();
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator("#reauth-form").WaitForAsync();
        await LookAsync("7e-asks-again");
        await person.Page.Locator("#reauth-form input").FillAsync(TestHouse.Password);
        await person.Page.Keyboard.PressAsync("Enter");
        await person.Page.Locator(".mud-dialog .recovery-codes").WaitForAsync();
        await LookAsync("7f-codes");
        await person.Page.Locator(".mud-dialog-actions input[type=checkbox]").CheckAsync();
        await person.Page.Locator(".mud-dialog-actions button").ClickAsync();
        await person.Page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await person.Page.Locator("#devices .token-actions button").First.ClickAsync();
        await person.Page.Locator(".mud-dialog input").WaitForAsync();
        await LookAsync("8-rename");
        await person.Page.Keyboard.PressAsync("Escape");
        await person.Page.Locator("#long-lived > button").ClickAsync();
        await person.Page.Locator("#create-token input[value=custom]").CheckAsync();
        await person.Page.Locator("#create-token input[inputmode=numeric]").FillAsync("0");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator("#create-token .mud-input-error").First.WaitForAsync();
        await LookAsync("8b-create-token");
        await person.Page.Locator("#create-token input").First.FillAsync("Donaudampfschifffahrtsgesellschaftskapitänssicherungsskript");
        await person.Page.Locator("#create-token input[inputmode=numeric]").FillAsync("90");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator(".new-token [data-copy]:not([disabled])").ClickAsync();
        await person.Page.Locator(".new-token-ways button").Last.ClickAsync();
        await person.Page.Locator(".new-token img").WaitForAsync();
        await person.Page.Locator(".new-token-told").WaitForAsync();
        await LookAsync("8c-new-token");
        await person.Page.Locator(".mud-dialog-actions input[type=checkbox]").CheckAsync();
        await person.Page.Locator(".mud-dialog-actions button").ClickAsync();
        await person.Page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await LookAsync("8d-security");
        await person.Page.Locator("#long-lived .token-actions button").ClickAsync();
        await person.Page.Locator(".mud-dialog-actions").WaitForAsync();
        await LookAsync("8e-revoke-token");
        await person.GoAsync("/help/api");
        await LookAsync("8f-help");
        await person.GoAsync("/help/connection");
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        await LookAsync("8f-connection");
        await person.GoAsync("/people");
        await person.ReadyAsync();
        await LookAsync("8g-people");
        await person.Page.Locator(".people-ways button").First.ClickAsync();
        await person.Page.Locator("#invite input").First.FillAsync("Donaudampfschifffahrtsgesellschaftskapitän");
        await person.Page.Locator("#invite input[name=has-hours]").CheckAsync();
        await person.Page.Locator("#invite input[name=has-end]").CheckAsync();
        await LookAsync("8h-invite");
        await person.Page.Locator("#invite input[type=date]").FillAsync("2030-12-31");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator("#recovery-link").WaitForAsync();
        await LookAsync("8i-invitation");
        var invitation = new Uri((await person.Page.Locator("#recovery-link").TextContentAsync())!).AbsolutePath;
        await person.Page.Locator(".mud-dialog-actions button").ClickAsync();
        await person.Page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await person.Page.Locator(".people-ways button").Nth(1).ClickAsync();
        await person.Page.Locator("#add-person input").First.WaitForAsync();
        await person.Page.Locator("#add-person input").First.FillAsync("Ärztin Ötzi-Übermüller");
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator("#add-person .mud-input-error").First.WaitForAsync();
        await LookAsync("8j-add");
        await person.Page.Locator("#add-person input").Nth(1).FillAsync("ärztin");
        await person.Page.Locator("#add-person input[type=password]").FillAsync(TestHouse.Password);
        await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.Locator(".sheet-panel .part").First.WaitForAsync();
        await LookAsync("8k-sheet");
        foreach (var (tab, index) in new[] { ("8l-sheet-sign-in", 1), ("8m-sheet-devices", 2), ("8n-sheet-history", 3) })
        {
            await person.Page.Locator(".sheet-tabs a").Nth(index).ClickAsync();
            await person.Page.Locator($".sheet-tabs a:nth-child({index + 1})[aria-current]").WaitForAsync();
            await LookAsync(tab);
            if (index == 1)
            {
                await person.Page.Locator(".sheet-panel .part button").First.ClickAsync();
                await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
                await person.Page.Locator("#recovery-link").WaitForAsync();
                await LookAsync("8l-sheet-link");
                await CloseAsync();
            }
        }

        await person.Page.Locator(".sheet-tabs a").First.ClickAsync();
        await person.Page.Locator(".sheet-panel .mud-error-text, .sheet-panel .mud-button-outlined-error").Last.ClickAsync();
        await person.Page.Locator(".mud-dialog-actions").WaitForAsync();
        await LookAsync("8o-remove");
        await person.Page.Keyboard.PressAsync("Escape");
        await person.GoAsync("/people");
        await person.ReadyAsync();
        await person.Page.Locator(".people-ways button").Nth(2).ClickAsync();
        await person.Page.Locator(".mud-dialog input").First.WaitForAsync();
        await LookAsync("8oo-add-service");
        await person.GoAsync("/people/groups");
        await person.ReadyAsync();
        await person.Page.Locator("main .panel > button").Last.ClickAsync();
        await person.Page.Locator("#group-form input").First.WaitForAsync();
        await LookAsync("8op-group");
        foreach (var page in new[] { "/settings", "/settings/themes", "/people/permissions", "/people/groups", "/settings/deprecated", "/settings/import", "/history", "/history?person=all" })
        {
            await person.GoAsync(page);
            await person.ReadyAsync();
            await LookAsync("8q-" + page.Split('/', '?')[^1]);
        }

        await ShowBansAndAScanAsync(server);
        await person.GoAsync("/settings");
        await person.ReadyAsync();
        await person.Page.Locator("#add-ban input").FillAsync("somewhere");
        await person.Page.Locator("#add-ban button").ClickAsync();
        await person.Page.Locator("#add-ban .mud-input-error").First.WaitForAsync();
        await LookAsync("8r-bans");
        await person.GoAsync("/");
        await person.ReadyAsync();
        await person.Page.Locator("#probing summary").ClickAsync();
        await LookAsync("8s-scan");

        await person.GoAsync(invitation);
        await LookAsync("8p-invited-but-signed-in");
        await person.GoAsync("/nothing/here");
        await LookAsync("9-not-found");
        await person.Page.Locator("main a.button").ClickAsync();
        await person.ReadyAsync();
        await person.Page.Locator(".badge-menu").ClickAsync();
        await person.Page.Locator("#account-menu form button").ClickAsync();
        await person.Page.WaitForURLAsync("**/auth/authorize*");
        await LookAsync("10-sign-in");
        await person.Page.Locator("#username").FillAsync("anna");
        await person.Page.Locator("#password").FillAsync("wrong password");
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.Locator("#login-error").WaitForAsync();
        await LookAsync("11-sign-in-wrong");
        await person.Page.Locator("#username").FillAsync("anna");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.Locator("#code").WaitForAsync();
        await LookAsync("11b-second-factor");
        await person.Page.Locator("button[name=recovery]").ClickAsync();
        await person.Page.Locator("#code-hint").WaitForAsync();
        await LookAsync("11c-recovery-code");
        await person.GoAsync("/help/locked-out");
        await LookAsync("11d-locked-out");
        await person.GoAsync("/help/connection");
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        await LookAsync("11d-connection");
        await using (var banned = await ArriveAsync(server, language, looks[0], PretendedAddress.Header))
        {
            await banned.GoAsync("/");
            await LookAtAsync(banned, "11i-banned");
        }

        await person.GoAsync("/recover");
        await LookAsync("11e-by-code");
        await person.GoAsync("/recover/nothing");
        await LookAsync("11f-link-used");
        await person.GoAsync(invitation);
        await LookAsync("11g-invited");
        await person.GoAsync("/alerts/nothing");
        await LookAsync("9z-alert-gone");
        await person.GoAsync("/invite/nothing");
        await LookAsync("11h-invitation-used");
        await person.GoAsync("/onboarding");
        await LookAsync("12-claimed");
        await person.GoAsync("/auth/authorize?client_id=http://xn--dashbord-9za.test:8080/&redirect_uri=http://xn--dashbord-9za.test:8080/back&state=x");
        await LookAsync("13-client");
        await person.GoAsync("/auth/authorize?client_id=https://home-assistant.io/android&redirect_uri=homeassistant://auth-callback");
        await LookAsync("14-client-app");
        await person.GoAsync("/auth/authorize?client_id=http://dashboard.test:8080/&redirect_uri=http://user@dashboard.test:8080/" + new string('a', 300));
        await LookAsync("15-client-refused");
        await person.GoAsync("/auth/authorize?client_id=http://localhost:1/&redirect_uri=http://localhost:2/back");
        await LookAsync("16-client-not-reached");

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.DoesNotContain(person.Complaints, complaint => !complaint.Contains("status of 4", StringComparison.Ordinal));

        Task LookAsync(string page) => LookAtAsync(person, page);

        async Task CloseAsync()
        {
            await person.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
            await person.Page.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }

        async Task LookAtAsync(Person person, string page)
        {
            foreach (var look in looks)
            {
                await look.ApplyAsync(person.Page);
                await ShowAsync(person, look.Name, page);
                // Longer words change nothing that axe looks for, but what has room for them.
                var found = language == PseudoLanguage.Tag
                    ? await person.Page.EvaluateAsync<string[]>(AccessTests.Clipped)
                    : await person.AccessibilityProblemsAsync(except: look.Forced ? "color-contrast" : null);
                problems.AddRange(found.Select(problem => $"{look.Name} {page}: {problem}"));
                if (await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                {
                    problems.Add($"{look.Name} {page}: scrolls sideways");
                }
            }

            await looks[0].ApplyAsync(person.Page);
        }
    }

    private static async Task ShowAsync(Person person, string look, string page)
    {
        var folder = Directory.CreateDirectory(Path.Combine("TestResults", "gallery", look));
        await person.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder.FullName, string.Join('-', page.Split(Path.GetInvalidFileNameChars())) + ".jpg"),
            FullPage = true,
            Quality = 80,
            Animations = ScreenshotAnimations.Disabled,
        });
    }

    /// <summary>The built-in theme in which the house is gone through; null for the house's own.</summary>
    protected virtual string? Theme => null;

    private async Task<Person> ArriveAsync(HouseServer server, string language, Look look, string? bannedBy = null)
    {
        var person = await Person.ArriveAsync(
            chromium,
            server.Address,
            options =>
            {
                options.ColorScheme = look.Scheme;
                options.Locale = language == PseudoLanguage.Tag ? "en" : language;
                options.ViewportSize = new ViewportSize { Width = look.Width, Height = 900 };
                options.ReducedMotion = ReducedMotion.Reduce;
                if (bannedBy is not null)
                {
                    options.ExtraHTTPHeaders = new Dictionary<string, string> { [bannedBy] = "203.0.113.9" };
                }
            },
            traced: false);
        if (Theme is not null)
        {
            await person.Context.AddCookiesAsync([new() { Name = ThemeChoice.CookieName, Value = (ThemeChoice.Default with { Theme = Theme, Here = true }).ToString(), Url = server.Address.ToString() }]);
        }

        if (language == PseudoLanguage.Tag)
        {
            await person.Context.AddCookiesAsync([new() { Name = Languages.CookieName, Value = language, Url = server.Address.ToString() }]);
        }

        return person;
    }

    private static async Task ShowBansAndAScanAsync(HouseServer server)
    {
        for (var i = 0; i < 12; i++)
        {
            server.Services.GetRequiredService<ProbeWatch>().Note($"/api/{i}", "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)");
        }

        await using var scope = server.Services.CreateAsyncScope();
        var bans = scope.ServiceProvider.GetRequiredService<BanList>();
        await bans.AddAsync("2001:db8:1234:5678:9abc:def0::/96", null, TestHouse.Actor(await server.OwnerIdAsync()));
        for (var i = 0; i < 20; i++)
        {
            await scope.ServiceProvider.GetRequiredService<GuessProtection>().TryAsync(
                GuessProtection.Account($"user{i}"), TestHouse.Stranger("203.0.113.9"), () => Task.FromResult<string?>(null), () => { }, CancellationToken.None);
        }
    }
}

/// <summary>A class for each language, so that they are gone through side by side.</summary>
public sealed class EnglishGalleryTests(Chromium chromium) : GalleryTests(chromium)
{
    [Fact]
    public Task EachPageIsAccessibleAndFits() => EachPageIsAccessibleAndFitsAsync(
        "en",
        new Look("light", 1280, ColorScheme.Light),
        new Look("dark", 1280, ColorScheme.Dark),
        new Look("contrast", 1280, ColorScheme.Dark, Forced: true));
}

public sealed class GermanPhoneGalleryTests(Chromium chromium) : GalleryTests(chromium)
{
    [Fact]
    public Task EachPageIsAccessibleAndFits() => EachPageIsAccessibleAndFitsAsync(
        "de",
        new Look("phone-320", 320, ColorScheme.Light),
        new Look("phone-dark", 360, ColorScheme.Dark));
}

public sealed class ArabicGalleryTests(Chromium chromium) : GalleryTests(chromium)
{
    [Fact]
    public Task EachPageIsAccessibleAndFits() => EachPageIsAccessibleAndFitsAsync(
        "ar",
        new Look("rtl-phone", 360, ColorScheme.Light),
        new Look("rtl-dark", 1280, ColorScheme.Dark),
        new Look("rtl-contrast", 1280, ColorScheme.Light, Forced: true));
}

/// <summary>In the house's own theme of high contrast, from right to left.</summary>
public sealed class HebrewHighContrastGalleryTests(Chromium chromium) : GalleryTests(chromium)
{
    protected override string? Theme => BuiltInThemes.HighContrast;

    [Fact]
    public Task EachPageIsAccessibleAndFits() => EachPageIsAccessibleAndFitsAsync(
        "he",
        new Look("high-contrast", 1280, ColorScheme.Light),
        new Look("high-contrast-phone-dark", 360, ColorScheme.Dark));
}

public sealed class PseudoLanguageGalleryTests(Chromium chromium) : GalleryTests(chromium)
{
    [Fact]
    public Task EachPageHasRoomForLongerWords() => EachPageIsAccessibleAndFitsAsync(
        PseudoLanguage.Tag,
        new Look("pseudo-320", 320, ColorScheme.Light),
        new Look("pseudo", 1280, ColorScheme.Dark));
}
