using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Passkeys in a real browser with a virtual authenticator.</summary>
public sealed class PasskeyTests(Chromium chromium)
{
    [Fact]
    public async Task PasskeyIsRegisteredSignsInAloneAndIsRemoved()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        var key = await SecurityKey.PlugInAsync(person);
        await OfferNothingAsync(person);
        await person.SignInAsync("/profile/security");
        await RegisterAsync(person, "Laptop");
        await Assertions.Expect(person.Page.Locator("#passkeys .token")).ToContainTextAsync("Never used");
        Assert.Single(await key.CredentialsAsync());

        await LogOutAsync(person);
        await SignInByButtonAsync(person, server);
        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        await Assertions.Expect(person.Page.Locator("#passkeys .token")).ToContainTextAsync("Last used");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Laptop" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("#passkeys .token")).ToHaveCountAsync(0);
        await LogOutAsync(person);
        await key.TouchAsync(true);
        await person.GoAsync("/auth/authorize");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This passkey was not accepted");
        Assert.DoesNotContain(person.Complaints, complaint => !complaint.Contains("status of 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PasskeyIsOfferedAmongTheNamesThatTheBrowserFillsIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        var key = await SecurityKey.PlugInAsync(person);
        await person.SignInAsync("/profile/security");
        await RegisterAsync(person, "Laptop");
        await key.TouchAsync(false);
        await LogOutAsync(person);
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" })).ToBeVisibleAsync();

        // The virtual authenticator answers the offer as somebody who picks it at once.
        await key.TouchAsync(true);
        await person.Page.EvaluateAsync("location.reload()");
        await person.Page.WaitForURLAsync(server.Address.ToString());
        await person.ReadyAsync();
    }

    [Fact]
    public async Task PasskeyIsTheSecondFactorWhenItsPersonWantsThat()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        var key = await SecurityKey.PlugInAsync(person);
        await OfferNothingAsync(person);
        await person.SignInAsync("/profile/security");
        await RegisterAsync(person, "Laptop");
        await person.Page.GetByLabel("Also ask for a passkey after the password").CheckAsync();
        await Assertions.Expect(person.Page.GetByLabel("Also ask for a passkey after the password")).ToBeCheckedAsync();
        await LogOutAsync(person);

        await SecondFactorTests.PasswordAsync(person);
        await key.TouchAsync(true);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Use the passkey" }).ClickAsync();
        await person.Page.WaitForURLAsync(server.Address.ToString());
        await person.ReadyAsync();

        // Where there are no passkeys the page says why, and what is left.
        await using var byNumber = await Person.ArriveAsync(chromium, new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri);
        await SecondFactorTests.PasswordAsync(byNumber);
        await Assertions.Expect(byNumber.Page.GetByText("Passkeys need a name")).ToBeVisibleAsync();
        await Assertions.Expect(byNumber.Page.GetByRole(AriaRole.Button, new() { Name = "Use a recovery code" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PersonMustBeVerifiedByTheDevice()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        var key = await SecurityKey.PlugInAsync(person);
        await OfferNothingAsync(person);
        await person.SignInAsync("/profile/security");
        await RegisterAsync(person, "Laptop");
        await LogOutAsync(person);

        await key.VerifyAsync(false);
        await key.TouchAsync(true);
        await person.GoAsync("/auth/authorize");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("The passkey was not used");
    }

    [Fact]
    public async Task PasskeyProvesAgainWhoIsThere()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await SecurityKey.PlugInAsync(person);
        await OfferNothingAsync(person);
        await person.SignInAsync("/profile/security");
        await RegisterAsync(person, "Laptop");
        await server.ForgetProofsAsync();

        await person.Page.Locator("#long-lived > button").ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(dialog.GetByLabel("Name of the token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task AddressWithoutPasskeysSaysWhyNot()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var byNumber = await Person.ArriveAsync(chromium, new UriBuilder(server.Address) { Host = "127.0.0.1" }.Uri);
        await byNumber.SignInAsync("/profile/security");
        await Assertions.Expect(byNumber.Page.Locator("#passkeys")).ToContainTextAsync("Passkeys need a name");
        await using var byName = await Person.ArriveAsync(chromium, server.ForeignAddress);
        await byName.SignInAsync("/profile/security");
        await Assertions.Expect(byName.Page.Locator("#passkeys")).ToContainTextAsync("Passkeys need https");
    }

    // A virtual authenticator takes each offer at once; these people press the button.
    private static async Task OfferNothingAsync(Person person) =>
        await person.Page.AddInitScriptAsync("if (window.PublicKeyCredential) { PublicKeyCredential.isConditionalMediationAvailable = async () => false; }");

    private static async Task SignInByButtonAsync(Person person, HouseServer server)
    {
        var key = person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await person.GoAsync("/auth/authorize");
        await key.ClickAsync();
        await person.Page.WaitForURLAsync(server.Address.ToString());
        await person.ReadyAsync();
    }

    private static async Task RegisterAsync(Person person, string name)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator(".mud-snackbar")).ToContainTextAsync("Passkey added.");
        await Assertions.Expect(person.Page.Locator("#passkeys .token")).ToContainTextAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue without codes" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task LogOutAsync(Person person)
    {
        await person.Page.Locator(".badge-menu").ClickAsync();
        await person.Page.Locator("#account-menu form button").ClickAsync();
        await person.Page.WaitForURLAsync("**/auth/authorize*");
    }
}
