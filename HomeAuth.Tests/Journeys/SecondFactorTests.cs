using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A person sets up an authenticator app, signs in with it, loses it, and comes back.</summary>
public sealed class SecondFactorTests(Chromium chromium)
{
    [Fact]
    public async Task AuthenticatorAppIsSetUpByItsPictureUsedLostAndReplaced()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile/security");
        var (app, codes) = await SetUpAsync(person);
        Assert.Equal("Home:anna", app.Label);
        Assert.Equal(10, codes.Count);
        await Assertions.Expect(person.Page.Locator("#mfa .token")).ToContainTextAsync("Anna’s phone");
        await Assertions.Expect(person.Page.Locator("#recovery")).ToContainTextAsync("10 codes left");

        // Sign in with it, on another device; a wrong code first.
        await using var phone = await Person.ArriveAsync(chromium, server.Address);
        await PasswordAsync(phone);
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
        var code = app.Next();
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(AuthenticatorApp.Wrong(code));
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This code is wrong");
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await phone.Page.WaitForURLAsync(server.Address.ToString());
        await phone.ReadyAsync();

        // Lost: a recovery code lets in, everybody else is out, and a new factor has to be set up.
        await using var tablet = await Person.ArriveAsync(chromium, server.Address);
        await PasswordAsync(tablet);
        await tablet.Page.GetByRole(AriaRole.Button, new() { Name = "Use a recovery code" }).ClickAsync();
        await tablet.Page.GetByLabel("Recovery code").FillAsync(codes[3].ToLowerInvariant());
        await tablet.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await tablet.Page.WaitForURLAsync("**/profile/security");
        await tablet.ReadyAsync();
        await Assertions.Expect(tablet.Page.GetByText("You came back without your second factor")).ToBeVisibleAsync();
        await phone.Page.WaitForURLAsync("**/auth/authorize*");
        await tablet.GoAsync("/");
        await tablet.Page.WaitForURLAsync("**/profile/security");

        await tablet.ReadyAsync();
        await RemoveAsync(tablet, "Anna’s phone");
        await AddAsync(tablet);
        await Assertions.Expect(tablet.Page.GetByText("You came back without your second factor")).ToHaveCountAsync(0);
        await tablet.GoAsync("/");
        await tablet.ReadyAsync();
        await Assertions.Expect(tablet.Page.Locator("main")).ToContainTextAsync("9 codes left");
        Assert.DoesNotContain(person.Complaints.Concat(tablet.Complaints), complaint => !complaint.Contains("status of 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignInWithACodeNeedsNoScript()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile/security");
        var (app, codes) = await SetUpAsync(person);

        await using var plain = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await PasswordAsync(plain);
        await plain.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(app.Next());
        await plain.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await plain.Page.WaitForURLAsync(server.Address.ToString());

        // The password is forgotten too: a recovery code gives a new one.
        await using var other = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await other.GoAsync("/auth/authorize");
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "Locked out?" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "I forgot my password and have a code" }).ClickAsync();
        await other.Page.GetByLabel("Username").FillAsync("anna");
        await other.Page.GetByLabel("Recovery code").FillAsync(codes[0]);
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await other.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("another seven otters");
        await other.Page.GetByLabel("Confirm password").FillAsync("another seven otters");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "Go to sign-in" }).ClickAsync();
        await PasswordAsync(other, "another seven otters");
        await Assertions.Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Use a recovery code" }).ClickAsync();
        await other.Page.GetByLabel("Recovery code").FillAsync(codes[1]);
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await other.Page.WaitForURLAsync(url => !url.Contains("/auth/authorize", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AbandoningTheSetUpLeavesNothing()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile/security");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set up Authenticator app" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Img).WaitForAsync();
        await dialog.GetByLabel("Code", new() { Exact = true }).FillAsync("000000");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert).First).ToContainTextAsync("wrong");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        await Assertions.Expect(person.Page.Locator("#mfa")).ToContainTextAsync("Nothing is set up yet.");
        await using var scope = server.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().MfaFactors.AnyAsync());
    }

    [Fact]
    public async Task SensitiveActAsksAgainOnADeviceThatWasLeftOpen()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/profile/security");
        await server.ForgetProofsAsync();

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set up Authenticator app" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Is it still you?");
        await dialog.GetByLabel("Password").FillAsync("not the password");
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert).First).ToContainTextAsync("password");
        await dialog.GetByLabel("Password").FillAsync(TestHouse.Password);
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
    }

    internal static async Task PasswordAsync(Person person, string password = TestHouse.Password)
    {
        await person.GoAsync("/auth/authorize");
        await person.Page.GetByLabel("Username").FillAsync("anna");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Sets up an app, and takes the codes that are offered.</summary>
    internal static async Task<(AuthenticatorApp App, IReadOnlyList<string> Codes)> SetUpAsync(Person person)
    {
        var app = await AddAsync(person);
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show my recovery codes" }).ClickAsync();
        await dialog.Locator(".recovery-codes li").First.WaitForAsync();
        var codes = await dialog.Locator(".recovery-codes li").AllInnerTextsAsync();
        await dialog.GetByLabel("I have saved these codes").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        return (app, [.. codes.Select(code => code.Trim())]);
    }

    private static async Task<AuthenticatorApp> AddAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set up Authenticator app" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Img).ScrollIntoViewIfNeededAsync();
        var app = new AuthenticatorApp(await QrReader.ReadAsync(person.Page));
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Anna’s phone");
        await dialog.GetByLabel("Code", new() { Exact = true }).FillAsync(app.Next());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("Done.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        return app;
    }

    private static async Task RemoveAsync(Person person, string name)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("#mfa .token")).ToHaveCountAsync(0);
    }
}
