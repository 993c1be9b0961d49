using System.Net;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Other ways to prove who one is, and programs that still have the old password.</summary>
public sealed class ProviderTests(Chromium chromium)
{
    private static readonly Dictionary<string, string> Providers = new()
    {
        ["HomeAuth:AuthProviders:0:Type"] = "homeassistant",
        ["HomeAuth:AuthProviders:1:Type"] = "trusted_networks",
        ["HomeAuth:AuthProviders:1:TrustedNetworks:0"] = "127.0.0.0/8",
        ["HomeAuth:AuthProviders:1:AllowBypassLogin"] = "true",
        ["HomeAuth:AuthProviders:2:Type"] = "command_line",
        ["HomeAuth:AuthProviders:2:Name"] = "LDAP",
        ["HomeAuth:AuthProviders:2:Command"] = "/usr/bin/env",
        ["HomeAuth:AuthProviders:3:Type"] = "legacy_api_password",
        ["HomeAuth:AuthProviders:3:ApiPassword"] = "old-secret",
    };

    [Fact]
    public async Task WallTabletIsAskedWhoItIsAndAloneNothingAtAll()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Providers);
        await using var tablet = await Person.ArriveAsync(chromium, server.Address);
        await tablet.GoAsync("/");
        await tablet.Page.GetByRole(AriaRole.Link, new() { Name = "Trusted network" }).ClickAsync();
        await tablet.Page.WaitForURLAsync(server.Address.ToString());
        await tablet.ReadyAsync();

        await tablet.Page.GetByRole(AriaRole.Button, new() { Name = "Log out", IncludeHidden = true }).First.EvaluateAsync("button => button.click()");
        await tablet.Page.WaitForURLAsync("**/auth/authorize?**");
        await server.AddUserAsync("ben");
        await tablet.GoAsync("/auth/authorize?provider=trusted_networks");
        Assert.Empty(await tablet.AccessibilityProblemsAsync());
        await tablet.Page.GetByRole(AriaRole.Button, new() { Name = "ben" }).ClickAsync();
        await tablet.Page.WaitForURLAsync(server.Address.ToString());

        // At a client that nobody knows the one person is not told without a press.
        await using var plain = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await plain.GoAsync("/auth/authorize?provider=trusted_networks&client_id=http://dashboard.test:8080/&redirect_uri=http://dashboard.test:8080/back");
        await Assertions.Expect(plain.Page.GetByRole(AriaRole.Button, new() { Name = "Anna Muster" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task FurtherWayIsLinkedSignsInAndIsUnlinked()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Providers);
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile/security");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Link: LDAP" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Username").FillAsync("anna.m");
        await dialog.GetByLabel("Password", new() { Exact = true }).FillAsync("x");
        Assert.Empty(await person.AccessibilityProblemsAsync());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Link" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("[data-way=command_line]")).ToContainTextAsync("anna.m");

        await using var other = await Person.ArriveAsync(chromium, server.Address);
        await other.GoAsync("/auth/authorize?provider=command_line&return=/profile");
        await other.Page.GetByLabel("Username").FillAsync("anna.m");
        await other.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("x");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await other.Page.WaitForURLAsync("**/profile");

        await person.Page.Locator("[data-way=command_line]").GetByRole(AriaRole.Button).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Unlink" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("[data-way=command_line]")).ToHaveCountAsync(0);
        await Assertions.Expect(person.Page.Locator("[data-way=homeassistant]").GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task DeprecatedAccessIsTurnedIntoAToken()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Providers);
        using var program = server.Client();
        program.DefaultRequestHeaders.UserAgent.ParseAdd("AppDaemon/2.1");
        program.DefaultRequestHeaders.Add("X-HA-Access", "old-secret");
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/states")).StatusCode);

        await using var owner = await Person.ArriveAsync(chromium, server.Address);
        await owner.SignInAsync("/settings/deprecated");
        await Assertions.Expect(owner.Page.GetByText("AppDaemon/2.1")).ToBeVisibleAsync();
        Assert.Empty(await owner.AccessibilityProblemsAsync());

        // For a while, since not every program can be changed at once.
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("Taken; this ends")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/states")).StatusCode);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Stop taking it now" }).ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("Taken; this ends")).ToBeHiddenAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/states")).StatusCode);

        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Make a token for AppDaemon/2.1" }).ClickAsync();
        var dialog = owner.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByLabel("Name of the token")).ToHaveValueAsync("AppDaemon");
        await dialog.GetByLabel("Name of the token").PressAsync("Enter");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy", Disabled = false }).WaitForAsync();
        var token = await dialog.Locator("textarea").InputValueAsync();
        await dialog.GetByLabel("I have saved it").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Forget AppDaemon/2.1" }).ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("There is nothing to do.")).ToBeVisibleAsync();

        using var changed = server.Client();
        Assert.Equal(HttpStatusCode.OK, (await changed.GetAsAsync(token, "/api/states")).StatusCode);
    }

    [Fact]
    public async Task OldConfigurationIsReadExplainedAndWritten()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var owner = await Person.ArriveAsync(chromium, server.Address);
        await owner.SignInAsync("/settings/import");
        await owner.Page.GetByLabel("Content of configuration.yaml").FillAsync("http:\n  trusted_proxies: [\n");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Assertions.Expect(owner.Page.Locator("#old-configuration-problem")).ToContainTextAsync("line");

        await owner.Page.GetByLabel("Content of configuration.yaml").FillAsync("http:\n  api_password: hunter two\n  use_x_forwarded_for: true\n  trusted_proxies: 127.0.0.2\n");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Assertions.Expect(owner.Page.Locator("#report")).ToContainTextAsync("http.api_password");
        await Assertions.Expect(owner.Page.Locator("#report")).Not.ToContainTextAsync("hunter");
        Assert.Empty(await owner.AccessibilityProblemsAsync());
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(owner.Page.GetByText("Written. Start the server again.")).ToBeVisibleAsync();
        Assert.Contains("127.0.0.2", await File.ReadAllTextAsync(Path.Combine(server.Folder, "homeauth.json")), StringComparison.Ordinal);
    }
}
