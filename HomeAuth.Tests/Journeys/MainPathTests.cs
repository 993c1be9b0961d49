using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>The main path, as a person with a browser walks it.</summary>
public sealed class MainPathTests(Chromium chromium)
{
    [Fact]
    public async Task HouseIsClaimedThenLeftThenEnteredFromTwoBrowsersAndOneSignsTheOtherOut()
    {
        await using var server = HouseServer.Started();
        await using var laptop = await Person.ArriveAsync(chromium, server.Address);
        await laptop.ClaimAsync();
        await laptop.Page.GetByRole(AriaRole.Link, new() { Name = "Go to your home" }).ClickAsync();
        await laptop.ReadyAsync();
        await Assertions.Expect(laptop.Page.Locator(".badge > [aria-hidden]")).ToHaveTextAsync("AM");

        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Account menu" }).ClickAsync();
        await laptop.Page.Locator("#account-menu").GetByRole(AriaRole.Button, new() { Name = "Log out" }).ClickAsync();
        await Assertions.Expect(laptop.Page.GetByText("You are signed out.")).ToBeVisibleAsync();

        await laptop.SignInAsync("/profile/security");
        await using var phone = await Person.ArriveAsync(chromium, server.Address, options =>
        {
            options.UserAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
            options.ViewportSize = new ViewportSize { Width = 375, Height = 800 };
        });
        await phone.SignInAsync("/profile", username: " ANNA ");
        var second = await phone.Context.NewPageAsync();
        await second.GotoAsync(server.Address.ToString());
        await second.Locator("#ready[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await laptop.Page.ReloadAsync();
        await laptop.ReadyAsync();
        var rows = laptop.Page.Locator(".token");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("This device, now active");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Safari on iPhone");
        await rows.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Sign out Safari on iPhone" }).ClickAsync();
        await laptop.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(rows).ToHaveCountAsync(1);
        foreach (var tab in new[] { phone.Page, second })
        {
            await tab.WaitForURLAsync("**/auth/authorize*reason=revoked*");
            await Assertions.Expect(tab.GetByText("This device was signed out from another device.")).ToBeVisibleAsync();
        }

        await phone.GoAsync("/profile");
        Assert.Equal("/auth/authorize", new Uri(phone.Page.Url).AbsolutePath);
        Assert.Empty(laptop.Complaints);
    }

    [Fact]
    public async Task HouseIsClaimedAndEnteredWithoutJavaScript()
    {
        await using var server = HouseServer.Started();
        await using var person = await Person.ArriveAsync(chromium, server.ForeignAddress, options => options.JavaScriptEnabled = false);
        await person.ClaimAsync(setupCode: server.SetupCode.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "The house is yours, Anna Muster" })).ToBeVisibleAsync();

        await person.Context.ClearCookiesAsync();
        await person.GoAsync("/profile");
        await person.Page.GetByLabel("Username").FillAsync("anna");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("not the password");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Username or password is not right.");
        await Assertions.Expect(person.Page.GetByLabel("Username")).ToHaveValueAsync("anna");

        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestHouse.Password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await person.Page.WaitForURLAsync("**/profile");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Profile", Level = 1 })).ToBeVisibleAsync();

        await person.Page.Locator(".panel .logout button").ClickAsync();
        await Assertions.Expect(person.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ValuesThatAPasswordManagerSetsWithoutEventsSignIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.GoAsync("/");
        await person.Page.EvaluateAsync($"document.getElementById('username').value = 'anna'; document.getElementById('password').value = '{TestHouse.Password}'");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await person.ReadyAsync();
    }

    [Fact]
    public async Task SignInAndRevocationWorkWithTheKeyboardAlone()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.GoAsync("/profile/security");
        await Assertions.Expect(person.Page.GetByLabel("Username")).ToBeFocusedAsync();
        await person.Page.Keyboard.TypeAsync("anna");
        await person.Page.Keyboard.PressAsync("Tab");
        await person.Page.Keyboard.TypeAsync(TestHouse.Password);
        await person.Page.Keyboard.PressAsync("Enter");
        await person.ReadyAsync();

        await using var other = await Person.ArriveAsync(chromium, server.Address);
        await other.SignInAsync();
        await person.Page.ReloadAsync();
        await person.ReadyAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Sign out Chrome") }).FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await person.Page.Keyboard.PressAsync("Tab");
        await person.Page.Keyboard.PressAsync("Enter");
        await other.Page.WaitForURLAsync("**/auth/authorize*reason=revoked*");
    }

    [Fact]
    public async Task LogOutWorksAfterARestartAndKeepsLanguageAndTheme()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-restart-").FullName;
        var port = FreePort();
        var before = HouseServer.Started(folder, port: port);
        await using var person = await Person.ArriveAsync(chromium, before.Address);
        await person.ClaimAsync();
        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await person.Page.GetByLabel("Dark").CheckAsync();
        await person.Page.Locator("#languages button[value=de]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await person.ReadyAsync();

        await before.DisposeAsync();
        await using (HouseServer.Started(folder, port: port))
        {
            // The open page meets the new process; its form must still be good.
            await person.Page.Locator(".panel .logout button").DispatchEventAsync("click");
            await Assertions.Expect(person.Page.GetByText("Du bist abgemeldet.")).ToBeVisibleAsync();
            Assert.Contains("html:root{color-scheme:dark", await person.Page.ContentAsync(), StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task UsernameFollowsTheNameUntilItIsEditedByHand()
    {
        await using var server = HouseServer.Started();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.GoAsync("/onboarding/owner");
        var username = person.Page.GetByLabel("Username");
        await person.Page.GetByLabel("Name", new() { Exact = true }).PressSequentiallyAsync("Émile Zola");
        await Assertions.Expect(username).ToHaveValueAsync("émile");
        await username.FillAsync("boss");
        await person.Page.GetByLabel("Name", new() { Exact = true }).PressSequentiallyAsync(" Junior");
        await Assertions.Expect(username).ToHaveValueAsync("boss");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("short");
        await Assertions.Expect(person.Page.Locator("#password-strength")).ToHaveTextAsync("Too weak");
        await person.Page.Locator("[data-reveal=password]").ClickAsync();
        await Assertions.Expect(person.Page.GetByLabel("Password", new() { Exact = true })).ToHaveAttributeAsync("type", "text");
    }

    [Fact]
    public async Task BackAndReloadLeadToTheRightStepOfClaiming()
    {
        await using var server = HouseServer.Started();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.GoAsync("/onboarding/owner");
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Anna");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("password");
        await person.Page.GetByLabel("Confirm password").FillAsync("password");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Create owner" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("One thing needs your attention");
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Who owns this house?" })).ToBeVisibleAsync();

        await person.ClaimAsync();
        await person.Page.ReloadAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "The house is yours" })).ToBeVisibleAsync();
        await person.Page.GoBackAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "In case you lose your password" })).ToBeVisibleAsync();
        await person.Page.GoBackAsync();
        await person.ReadyAsync();
        Assert.Equal("/", new Uri(person.Page.Url).AbsolutePath);
    }

    [Fact]
    public async Task PasswordIsChangedAndOtherDevicesAreSignedOut()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var here = await Person.ArriveAsync(chromium, server.Address);
        await using var there = await Person.ArriveAsync(chromium, server.Address);
        await there.SignInAsync();
        await here.SignInAsync("/profile/security");

        await here.Page.GetByLabel("Current password").FillAsync("not the password");
        await here.Page.GetByLabel("New password").FillAsync("eight brave badgers");
        await here.Page.GetByLabel("Confirm password").FillAsync("eight brave badgers");
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Assertions.Expect(here.Page.Locator("[role=alert]", new() { HasText = "The current password is not right." })).ToBeAttachedAsync();
        await Assertions.Expect(here.Page.GetByLabel("Current password")).ToBeFocusedAsync();
        await here.Page.GetByLabel("Current password").FillAsync(TestHouse.Password);
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();

        await Assertions.Expect(here.Page.GetByText("Your password is changed.")).ToBeVisibleAsync();
        await there.Page.WaitForURLAsync("**/auth/authorize*reason=password_changed*");
        await here.Page.ReloadAsync();
        await here.ReadyAsync();
        await there.SignInAsync("/", password: "eight brave badgers");
    }

    [Fact]
    public async Task OtherTabsOfABrowserLeaveWhenOneLogsOut()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile");
        var second = await person.Context.NewPageAsync();
        await second.GotoAsync(new Uri(server.Address, "/profile/security").ToString());
        await second.Locator("#ready[data-interactive=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await person.Page.Locator(".panel .logout button").ClickAsync();
        await second.WaitForURLAsync("**/auth/authorize*reason=logged_out*");

        // The form of a page that was opened before somebody signed in elsewhere is answered with a fresh page, not with an error.
        await second.GetByLabel("Username").FillAsync("anna");
        await person.SignInAsync("/");
        await second.GetByLabel("Password", new() { Exact = true }).FillAsync(TestHouse.Password);
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        Assert.DoesNotContain("400", await second.TitleAsync(), StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
