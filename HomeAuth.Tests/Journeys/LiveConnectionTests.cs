using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Pages whose live connection is held back, slowed down or lost: they work all the same, or say why not.</summary>
public sealed class LiveConnectionTests(Chromium chromium)
{
    private const string NoSockets = "window.WebSocket = class { constructor() { throw new Error('blocked'); } };";
    private const string NoEvents = "window.EventSource = class { constructor() { throw new Error('blocked'); } };";

    // A firewall that answers nothing at all.
    private const string Swallowed = """
        window.WebSocket = class extends EventTarget {
          readyState = 0;
          close() { this.readyState = 3; const event = new CloseEvent('close', { code: 1006 }); this.onclose?.(event); this.dispatchEvent(event); }
          send() {}
        };
        """;

    [Theory]
    [InlineData(NoSockets)]
    [InlineData(NoSockets + NoEvents)]
    [InlineData("delete window.WebSocket; delete window.EventSource;")]
    [InlineData(Swallowed)]
    public async Task PageWorksWithoutWebSocketsAndSaysSo(string obstacle)
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.Context.AddInitScriptAsync(obstacle);
        await person.SignInAsync("/profile");
        await Assertions.Expect(person.Page.Locator("#slow")).ToBeVisibleAsync();
        Assert.Empty(await person.AccessibilityProblemsAsync());
        await person.Page.Locator("#languages button[value=de]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await person.ReadyAsync();
        await person.Page.Locator("#slow-dismiss").ClickAsync();
        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        await Assertions.Expect(person.Page.Locator("#slow")).ToBeHiddenAsync();

        await using var other = await Person.ArriveAsync(chromium, server.Address);
        await other.SignInAsync("/profile/security");
        // It speaks the language that the person has chosen on the other.
        await other.Page.Locator("#devices .token").Nth(1).Locator(".token-actions button").Last.ClickAsync();
        await other.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await person.Page.WaitForURLAsync("**/auth/authorize*reason=revoked*");
    }

    [Fact]
    public async Task PageThatDoesNotComeAliveSaysHowFarItGotAndLetsOneLeave()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.Context.RouteAsync(url => new Uri(url).AbsolutePath.StartsWith("/_blazor", StringComparison.Ordinal), route => route.AbortAsync());
        await person.Context.RouteWebSocketAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), socket => socket.CloseAsync());
        await EnterAsync(person, "/profile");
        var stuck = person.Page.Locator("#stuck");
        await Assertions.Expect(stuck).ToBeVisibleAsync();
        await Assertions.Expect(stuck.Locator("[data-stage=page]")).ToHaveAttributeAsync("data-verdict", "good");
        await Assertions.Expect(stuck.Locator("[data-stage=session]")).ToHaveAttributeAsync("data-verdict", "good");
        await Assertions.Expect(stuck.Locator("[data-stage=live]")).ToHaveAttributeAsync("data-verdict", "bad");
        await Assertions.Expect(stuck.GetByText("You can see the page, but its buttons do not answer.")).ToBeVisibleAsync();
        Assert.Empty(await person.AccessibilityProblemsAsync());
        await person.KeepPictureAsync("stuck");
        await person.Page.SetViewportSizeAsync(320, 700);
        await person.KeepPictureAsync("stuck-phone");
        Assert.EndsWith("/help/connection", await stuck.GetByText("Check the connection").GetAttributeAsync("href"), StringComparison.Ordinal);
        await stuck.Locator("form button").ClickAsync();
        await Assertions.Expect(person.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PageWhoseFrameworkIsBlockedSaysSoToo()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.Context.RouteAsync("**/_framework/**", route => route.AbortAsync());
        await EnterAsync(person, "/profile");
        await Assertions.Expect(person.Page.Locator("#stuck")).ToBeVisibleAsync();
        // The house goes away meanwhile: the next look says that instead.
        await person.Context.RouteAsync("**/help/connection/session", route => route.AbortAsync());
        await person.Page.Locator("#stuck [data-here]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#stuck").GetByText("Your home does not answer.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task LostPageCountsDownSaysWhyAndComesBack()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-lost-").FullName;
        var port = FreePort();
        var before = HouseServer.Started(folder, port: port);
        await using var person = await Person.ArriveAsync(chromium, before.Address);
        await person.ClaimAsync();
        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await person.Page.EvaluateAsync("""
            window.told = [];
            new MutationObserver(() => told.push(document.getElementById('reconnect-countdown').textContent))
              .observe(document.getElementById('reconnect-countdown'), { childList: true, characterData: true, subtree: true });
            """);

        await before.DisposeAsync();
        var dialog = person.Page.Locator("#lost");
        await Assertions.Expect(dialog.GetByText("Your home does not answer.")).ToBeVisibleAsync();
        await Assertions.Expect(person.Page.Locator("#reconnect-countdown")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Next try in [0-9]+ s$"));
        await person.KeepPictureAsync("lost");
        await dialog.Locator("#reconnect-now").ClickAsync();
        await dialog.Locator("[data-diagnostics]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#reconnect-told")).ToHaveTextAsync("Copied.");
        Assert.Empty(await person.AccessibilityProblemsAsync());
        var told = await person.Page.EvaluateAsync<string[]>("told");
        Assert.All(told, text => Assert.DoesNotContain('-', text));

        await person.Context.RouteAsync("**/help/connection/session", route => route.FulfillAsync(new() { Status = 502 }));
        await Assertions.Expect(dialog.GetByText("The server is starting again.")).ToBeVisibleAsync();
        await person.Context.UnrouteAllAsync();
        await using (HouseServer.Started(folder, port: port))
        {
            await Assertions.Expect(dialog).ToBeHiddenAsync();
            await person.ReadyAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task LostPageSaysThatItsDeviceWasSignedOut()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-lost-").FullName;
        var port = FreePort();
        var before = HouseServer.Started(folder, port: port);
        await using var person = await Person.ArriveAsync(chromium, before.Address);
        await person.ClaimAsync();
        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await person.Context.RouteAsync("**/_blazor/negotiate*", route => route.AbortAsync());
        await person.Context.ClearCookiesAsync();
        await before.DisposeAsync();
        await using (HouseServer.Started(folder, port: port))
        {
            var dialog = person.Page.Locator("#lost");
            await Assertions.Expect(dialog.GetByText("Your device was signed out.")).ToBeVisibleAsync();
            await person.KeepPictureAsync("lost-signed-out");
            await dialog.GetByRole(AriaRole.Link, new() { Name = "Go to sign-in" }).ClickAsync();
            await person.Page.WaitForURLAsync("**/auth/authorize?return=*profile*");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("en", ColorScheme.Light, 1280)]
    [InlineData("de", ColorScheme.Dark, 320)]
    public async Task DoctorOfAStrangerFindsWhatIsBlockedAndHasNothingElse(string language, ColorScheme scheme, int width)
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.ForeignAddress, options =>
        {
            options.Locale = language;
            options.ColorScheme = scheme;
            options.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        await person.Context.AddInitScriptAsync(NoSockets + NoEvents);
        await person.GoAsync("/help/connection");
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        foreach (var (finding, verdict) in new[]
        {
            ("[data-fact=address]", "good"), ("[data-fact=encryption]", "note"), ("[data-fact=passkeys]", "note"), ("[data-probe=requests]", "good"), ("[data-probe=sockets]", "bad"),
            ("[data-probe=events]", "bad"), ("[data-probe=clock]", "good"),
        })
        {
            await Assertions.Expect(person.Page.Locator(finding)).ToHaveAttributeAsync("data-verdict", verdict);
        }

        Assert.Empty(await person.AccessibilityProblemsAsync());
        Assert.False(await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));
        await Assertions.Expect(person.Page.Locator("#server-side, [data-fact=session]")).ToHaveCountAsync(0);
        await person.Page.Locator("#copy-findings").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#findings-told")).ToHaveTextAsync(language == "de" ? "Kopiert." : "Copied.");
        await person.KeepPictureAsync("doctor-" + language);
    }

    private static async Task EnterAsync(Person person, string path)
    {
        await person.GoAsync(path);
        await person.Page.GetByLabel("Username").FillAsync("anna");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestHouse.Password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await person.Page.WaitForURLAsync("**" + path);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
