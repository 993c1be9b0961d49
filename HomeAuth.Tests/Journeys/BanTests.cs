using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Somebody guesses, is kept out, and is let in again by an administrator; the family goes on meanwhile.</summary>
public sealed class BanTests(Chromium chromium)
{
    [Fact]
    public async Task BanLiftedByTheAdministratorTakesEffectAtOnce()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await server.AddUserAsync("ben");
        await using var guest = await Person.ArriveAsync(chromium, server.Address, options => options.ExtraHTTPHeaders = At("203.0.113.50"));
        for (var i = 0; i < 20; i++)
        {
            await guest.GoAsync("/auth/authorize");
            await guest.Page.GetByLabel("Username").FillAsync($"ben{i}");
            await guest.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("not the password");
            await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
            await guest.Page.Locator("#login-error, main h1:text('Kept out')").First.WaitForAsync();
        }

        await guest.GoAsync("/");
        await guest.Page.GetByRole(AriaRole.Heading, new() { Name = "Kept out for now" }).WaitForAsync();
        await Assertions.Expect(guest.Page.GetByText("203.0.113.50")).ToBeVisibleAsync();
        // The page speaks the visitor's language, banned or not.
        await guest.Page.Locator("footer select").SelectOptionAsync("de");
        await guest.Page.GetByRole(AriaRole.Heading, new() { Name = "Vorübergehend gesperrt" }).WaitForAsync();

        // Anna, at the same address.
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/settings");
        await anna.Context.SetExtraHTTPHeadersAsync(At("203.0.113.50"));
        await anna.GoAsync("/settings");
        await anna.ReadyAsync();
        await Assertions.Expect(anna.Page.Locator("[data-ban='203.0.113.50']")).ToContainTextAsync("20 wrong guesses");
        await anna.Page.Locator("[data-ban='203.0.113.50'] button").ClickAsync();
        await Assertions.Expect(anna.Page.Locator("#no-bans")).ToBeVisibleAsync();

        await guest.Context.ClearCookiesAsync();
        await guest.SignInAsync("/profile", "ben");
    }

    private static Dictionary<string, string> At(string address) => new() { [PretendedAddress.Header] = address };
}
