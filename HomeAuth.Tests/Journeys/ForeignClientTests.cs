using HomeAuth.Core.Data;
using HomeAuth.Core.Grants;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Signing in for a foreign program, in a real browser, which holds redirects against the policy of the page that had the form.</summary>
public sealed class ForeignClientTests(Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PersonSignsInForAClientAndComesBackWithACode(bool scripts)
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var site = await ClientSite.StartAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = scripts);
        var clientId = site.Address.ToString();
        const string State = "a+b/c=&#%20 ü";

        await person.GoAsync(Address(clientId, clientId + "back?x=1", State));
        await Assertions.Expect(person.Page.GetByText("localhost asks you to sign in.")).ToBeVisibleAsync();
        await SignInAsync(person, "not the password");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Username or password is not right.");
        await SignInAsync(person, TestHouse.Password);

        await person.Page.WaitForURLAsync("**/back?*");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Back at the client" })).ToBeVisibleAsync();
        var query = QueryHelpers.ParseQuery(new Uri(person.Page.Url).Query);
        Assert.Equal(("1", State, "true"), (query["x"].ToString(), query["state"].ToString(), query["storeToken"].ToString()));
        await RedeemAsync(server, clientId, query["code"].ToString());
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task PersonComesToAClientThatAPolicyHasNoWordsFor()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = await HouseServer.ClaimedAsync();
        await using var site = await ClientSite.StartAsync(host: "[::1]");
        await using var person = await Person.ArriveAsync(chromium, server.Address);

        await person.GoAsync(Address(site.Address.ToString(), site.Address + "back", "s"));
        await SignInAsync(person, TestHouse.Password);

        await person.Page.WaitForURLAsync("**/back?*");
        Assert.Equal("[::1]", new Uri(person.Page.Url).Host);
        await RedeemAsync(server, site.Address.ToString(), QueryHelpers.ParseQuery(new Uri(person.Page.Url).Query)["code"].ToString());
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task PersonChangesTheLanguageAndThenTheirMind()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var site = await ClientSite.StartAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);

        await person.GoAsync(Address(site.Address.ToString(), site.Address + "back", "a b"));
        await person.Page.Locator("select[name=language]").SelectOptionAsync("de");
        await Assertions.Expect(person.Page.GetByText("möchte, dass du dich anmeldest")).ToBeVisibleAsync();
        await person.Page.ReloadAsync();
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Abbrechen und zurück" }).ClickAsync();

        await person.Page.WaitForURLAsync(site.Address + "back?error=access_denied&state=a%20b");
    }

    private static async Task SignInAsync(Person person, string password)
    {
        await person.Page.GetByLabel("Username").FillAsync("anna");
        await person.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    private static async Task RedeemAsync(HouseServer server, string clientId, string code)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var codes = scope.ServiceProvider.GetRequiredService<AuthorizationCodeStore>();
        Assert.Equal(clientId, (await codes.RedeemAsync(clientId, code, CodePurpose.Authorize, null, TestHouse.Stranger())).ClientId);
    }

    private static string Address(string clientId, string redirectUri, string state) => "/auth/authorize?response_type=code&redirect_uri="
        + $"{Uri.EscapeDataString(redirectUri)}&client_id={Uri.EscapeDataString(clientId)}&state={Uri.EscapeDataString(state)}";
}
