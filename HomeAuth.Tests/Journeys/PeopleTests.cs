using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>The people of the house, as its owner looks after them, in browsers of their own.</summary>
public sealed class PeopleTests(Chromium chromium)
{
    [Fact]
    public async Task SomebodyIsInvitedComesInIsRestrictedAndGoesWhenTheirTimeIsOver()
    {
        // Sunday, in a house whose clock is UTC's.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await HouseServer.ClaimedAsync(time);
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/people");
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).ClickAsync();
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("For whom").FillAsync("Ben");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        var link = await dialog.Locator("#recovery-link").InnerTextAsync();
        Assert.Equal(link, await QrReader.ReadAsync(anna.Page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.List, new() { Name = "Open invitations" })).ToContainTextAsync("Ben");

        await using var ben = await Person.ArriveAsync(chromium, server.Address);
        await ben.GoAsync(new Uri(link).AbsolutePath);
        await ben.Page.GetByLabel("Username").FillAsync("ben");
        await ben.Page.Locator("input[type=password]").First.FillAsync(TestHouse.Password);
        await ben.Page.Locator("input[type=password]").Nth(1).FillAsync(TestHouse.Password);
        await ben.Page.Locator("main button[type=submit]").First.ClickAsync();
        await ben.Page.WaitForURLAsync(server.Address.ToString());
        await ben.ReadyAsync();

        await anna.GoAsync("/people");
        await anna.ReadyAsync();
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Ben", Exact = true }).ClickAsync();
        await anna.Page.GetByLabel("At certain hours of the week").CheckAsync();
        foreach (var day in new[] { "Monday", "Tuesday", "Wednesday", "Thursday" })
        {
            await anna.Page.GetByLabel(day, new() { Exact = true }).UncheckAsync();
        }

        await anna.Page.GetByLabel("Friday, from").FillAsync("18:00");
        await anna.Page.GetByLabel("Sunday, to").FillAsync("20:00");
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Save limits" }).ClickAsync();
        await Assertions.Expect(anna.Page.GetByText("Saved").First).ToBeVisibleAsync();

        // Sunday 20:00 comes; nobody touches the tab.
        time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 20, 0, 0, TimeSpan.Zero));
        await ben.Page.WaitForURLAsync("**/closed*");
        await Assertions.Expect(ben.Page.Locator("main")).ToContainTextAsync("March 6, 2026");
        await ben.GoAsync("/profile");
        Assert.EndsWith("/closed?return=%2Fprofile", ben.Page.Url, StringComparison.Ordinal);

        time.AdjustTime(new DateTimeOffset(2026, 3, 6, 18, 0, 0, TimeSpan.Zero));
        await ben.Page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await ben.Page.WaitForURLAsync("**/profile");
        await ben.ReadyAsync();
    }

    [Fact]
    public async Task RightsAndSessionsEndWhileTheirTabIsOpen()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await server.AddUserAsync("ada", Group.AdminId);
        await using var ada = await Person.ArriveAsync(chromium, server.Address);
        await ada.SignInAsync("/people", "ada");
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/people");

        // By keyboard alone: to the name, into the sheet, to the role, and saved.
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "ada", Exact = true }).FocusAsync();
        await anna.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(anna.Page.Locator("#sheet-heading")).ToBeFocusedAsync();
        await anna.Page.Locator(".sheet-panel input[type=radio][value=system-users]").FocusAsync();
        await anna.Page.Keyboard.PressAsync("Space");
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Save role" }).FocusAsync();
        await anna.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(anna.Page.Locator(".sheet-role")).ToContainTextAsync("User");

        // Her tab was on a page of administrators: it is not hers any more, and she was not asked to do anything.
        await Assertions.Expect(ada.Page.Locator(".people-list")).ToHaveCountAsync(0);
        await ada.GoAsync("/");
        await ada.ReadyAsync();

        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await anna.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await ada.Page.WaitForURLAsync("**/auth/authorize*");
        await anna.Page.Keyboard.PressAsync("Escape");
        await anna.Page.WaitForURLAsync("**/people");
    }

    [Fact]
    public async Task APictureIsCroppedByKeyboardAndShownInTheBadgeAtOnce()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/profile");
        var screenshot = await anna.Page.ScreenshotAsync();
        await anna.Page.Locator("main input[type=file]").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = screenshot });
        var closer = anna.Page.GetByLabel("Closer");
        await Assertions.Expect(closer).ToBeFocusedAsync();
        await anna.Page.Keyboard.PressAsync("End");
        await anna.Page.Keyboard.PressAsync("Tab");
        await anna.Page.Keyboard.PressAsync("Home");
        var shown = anna.Page.Locator("#crop img");
        // The frame shows its upper left quarter of a quarter.
        await Assertions.Expect(shown).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("translate\\(-?0%"));
        await Assertions.Expect(shown).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("inline-size:5"));
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Use this picture" }).FocusAsync();
        await anna.Page.Keyboard.PressAsync("Enter");
        var badge = anna.Page.Locator("header .badge img");
        await badge.WaitForAsync();
        Assert.Equal(512, await badge.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));

        await anna.Page.Locator("main input[type=file]").SetInputFilesAsync(new FilePayload { Name = "me.png", MimeType = "image/png", Buffer = [1, 2, 3] });
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.Alert).GetByText("This is not a picture")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await anna.Page.Locator("main input[type=file]").SetInputFilesAsync(new FilePayload { Name = "me.gif", MimeType = "image/gif", Buffer = [1, 2, 3] });
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.Alert).GetByText("This is not a picture")).ToBeVisibleAsync();
        await Assertions.Expect(badge).ToBeVisibleAsync();
    }

    [Fact]
    public async Task AFirstPasswordIsGoodForChoosingAnother()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/people");
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Add with a first password" }).ClickAsync();
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Oma");
        await dialog.GetByLabel("Username").FillAsync("oma");
        await dialog.GetByLabel("First password").FillAsync("given by somebody");
        // The Enter key does what the button does.
        await anna.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(anna.Page.Locator("#sheet-heading")).ToHaveTextAsync("Oma");

        await using var oma = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await oma.GoAsync("/auth/authorize");
        await oma.Page.Locator("#username").FillAsync("oma");
        await oma.Page.Locator("#password").FillAsync("given by somebody");
        await oma.Page.Locator("main button[type=submit]").ClickAsync();
        await oma.Page.Locator("#new_password").FillAsync(TestHouse.Password);
        await oma.Page.Locator("#confirm_password").FillAsync(TestHouse.Password);
        await oma.Page.Locator("main button[type=submit]").First.ClickAsync();
        await oma.Page.WaitForURLAsync(server.Address.ToString());
    }

    [Fact]
    public async Task TheHouseIsHandedOverWithTheConsentOfBoth()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await server.AddUserAsync("ben", Group.UsersId);
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/settings");
        await anna.Page.Locator("#heir").SelectOptionAsync(new SelectOptionValue { Label = "ben" });
        await anna.Page.Locator("#owner-offer button[type=submit]").ClickAsync();
        await anna.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await anna.Page.Locator("#pending-offer").WaitForAsync();

        await using var ben = await Person.ArriveAsync(chromium, server.Address);
        await ben.SignInAsync("/", "ben");
        await ben.Page.Locator("#offer").GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await ben.Page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Link, new() { Name = "People & access" })).ToBeVisibleAsync();
        await ben.GoAsync("/people");
        await ben.ReadyAsync();
        await Assertions.Expect(ben.Page.Locator("tr", new() { HasText = "ben" })).ToContainTextAsync("Owner");
        await Assertions.Expect(ben.Page.Locator("tr", new() { HasText = "Anna Muster" })).ToContainTextAsync("Administrator");
        await anna.GoAsync("/settings");
        await anna.ReadyAsync();
        await Assertions.Expect(anna.Page.Locator("#owner-offer")).ToHaveCountAsync(0);
    }
}
