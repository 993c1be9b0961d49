using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A theme from its file to the sign-in page.</summary>
public sealed class ThemeTests(Chromium chromium)
{
    [Fact]
    public async Task FileIsSeenAtOnceChosenAndKeptAfterLoggingOut()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        await person.SignInAsync("/settings/themes");
        var page = person.Page;
        await Assertions.Expect(page.GetByText("0 themes from files.")).ToBeVisibleAsync();
        await File.WriteAllTextAsync(
            Path.Combine(server.Folder, "themes", "lake.yaml"),
            "Lakeside:\n  primary-color: teal\n  primary-background-color: '#e0f2f1'\n  primary-text-color: '#80cbc4'\n  sidebar-background-color: url(x)\n");
        var row = page.Locator(".theme-list > li", new() { HasText = "Lakeside" });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(row.Locator(".theme-preview")).ToBeVisibleAsync();
        await Assertions.Expect(row.Locator("[data-role=Text]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-code=value_unsafe]")).ToContainTextAsync("line 5");
        Assert.Empty(await person.AccessibilityProblemsAsync());

        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await page.Locator("#theme").SelectOptionAsync("Lakeside");
        await Assertions.Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(224, 242, 241)");
        Assert.Empty(await person.AccessibilityProblemsAsync());
        await page.GetByLabel("Only on this device").CheckAsync();
        await page.Locator("#theme").SelectOptionAsync("high-contrast");
        await Assertions.Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");
        await page.Locator("#theme").SelectOptionAsync("Lakeside");
        await Assertions.Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(224, 242, 241)");
        await page.Locator(".panel .logout button").ClickAsync();
        await page.WaitForURLAsync("**/auth/authorize*");
        await Assertions.Expect(page.Locator("html")).ToHaveCSSAsync("background-color", "rgb(224, 242, 241)");
        Assert.Empty(await person.AccessibilityProblemsAsync());
        Assert.Empty(person.Complaints);
    }
}
