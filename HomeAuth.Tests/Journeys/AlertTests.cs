using System.Text.RegularExpressions;
using HomeAuth.Tests.Core.Alerts;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A stranger signs in, and the person who lives there sees it and acts.</summary>
public sealed partial class AlertTests(Chromium chromium)
{
    private const string NewPassword = "another seven otters";

    [Fact]
    public async Task NewDeviceShowsOnAnOpenPageIsNotMeIsOutAndANewPasswordIsChosen()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/");
        await using var stranger = await StrangerAsync(server);

        // Nobody touched her page.
        var alert = anna.Page.Locator("#alerts .token");
        await Assertions.Expect(alert).ToContainTextAsync("Safari on iPhone");
        await Assertions.Expect(stranger.Page.Locator("#alerts")).ToHaveCountAsync(0);
        Assert.Empty(await anna.AccessibilityProblemsAsync());
        await alert.GetByRole(AriaRole.Button, new() { Name = "This was not me" }).ClickAsync();
        await anna.Page.WaitForURLAsync("**/profile/security?not-me=1*");
        await stranger.Page.WaitForURLAsync("**/auth/authorize*");
        await Assertions.Expect(anna.Page.GetByText("1 device or token was signed out.")).ToBeVisibleAsync();
        Assert.Empty(await anna.AccessibilityProblemsAsync());

        var card = anna.Page.Locator("#password");
        await Assertions.Expect(card.GetByLabel("Revoke")).ToBeCheckedAsync();
        await card.GetByLabel("Current password").FillAsync(TestHouse.Password);
        await card.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await card.GetByLabel("Confirm password").FillAsync(NewPassword);
        await card.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Assertions.Expect(anna.Page.GetByText("Your password is changed")).ToBeVisibleAsync();

        await SecondFactorTests.PasswordAsync(stranger);
        await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await anna.GoAsync("/history");
        await anna.ReadyAsync();
        await Assertions.Expect(anna.Page.Locator("#history-events li").First).ToContainTextAsync("Sign-in");
        Assert.Empty(await anna.AccessibilityProblemsAsync());
    }

    [Fact]
    public async Task MailTellsOfTheDeviceAndItsLinkBringsThePersonBack()
    {
        await using var mail = await MailServer.StartAsync();
        await using var server = await HouseServer.ClaimedAsync(settings: new()
        {
            ["HomeAuth:Notify:Smtp:Host"] = "localhost",
            ["HomeAuth:Notify:Smtp:Port"] = $"{mail.Port}",
            ["HomeAuth:Notify:Smtp:Security"] = "None",
            ["HomeAuth:Notify:Smtp:From"] = "home@example.org",
        });
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/profile/security");
        await anna.Page.Locator("#alert-choices input[value=email]").CheckAsync();
        await anna.Page.Locator("#alert-target").FillAsync("anna@example.org");
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Save where" }).ClickAsync();
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Send a test message" }).ClickAsync();
        Assert.Contains("arrive here", (await mail.NextAsync()).Message.TextBody, StringComparison.Ordinal);

        await using var stranger = await StrangerAsync(server);
        var message = await mail.NextAsync();
        Assert.Equal("anna@example.org", Assert.Single(message.To));
        Assert.Contains("sign-in on a new device", message.Message.Subject, StringComparison.Ordinal);
        var link = Link().Match(message.Message.TextBody!).Value;
        Assert.Contains(link, message.Message.HtmlBody, StringComparison.Ordinal);

        await using var reader = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await reader.GoAsync(new Uri(link).AbsolutePath);
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "This was not me" }).ClickAsync();
        await stranger.Page.WaitForURLAsync("**/auth/authorize*");
        await reader.Page.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await reader.Page.GetByLabel("Confirm password").FillAsync(NewPassword);
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Name = "Your new password is saved" })).ToBeVisibleAsync();
        await reader.GoAsync(new Uri(link).AbsolutePath);
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link is used up");
        await anna.Page.WaitForURLAsync("**/auth/authorize*");
        await anna.SignInAsync("/", password: NewPassword);
    }

    private async Task<Person> StrangerAsync(HouseServer server)
    {
        var stranger = await Person.ArriveAsync(chromium, server.Address, options => options.UserAgent = AlertHouse.Safari);
        await stranger.SignInAsync("/");
        return stranger;
    }

    [GeneratedRegex("http[^ \n\r]+/alerts/[0-9a-f]{64}")]
    private static partial Regex Link();
}
