using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A house claimed, entered and run by keys alone: no mouse is moved, and the focus is never put anywhere by the test.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    [Fact]
    public async Task HouseIsClaimedEnteredAndRunByKeyboardAlone()
    {
        await using var server = HouseServer.Started();
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.GoAsync("/");
        await anna.TabToAndPressAsync("Continue");
        await anna.Page.WaitForURLAsync("**/onboarding/owner*");
        await Assertions.Expect(anna.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await anna.Page.Keyboard.TypeAsync("Anna Muster");
        await anna.TabToAndTypeAsync("Password", TestHouse.Password);
        await anna.TabToAndTypeAsync("Confirm password", TestHouse.Password);
        await anna.Page.Keyboard.PressAsync("Enter");
        await anna.Page.WaitForURLAsync("**/onboarding/recovery");
        await anna.TabToAndPressAsync("Show my recovery codes");
        await anna.Page.Locator(".recovery-codes").WaitForAsync();
        await anna.TabToAndPressAsync("I have saved these codes", "Space");
        await anna.TabToAndPressAsync("Continue");
        await anna.Page.WaitForURLAsync("**/onboarding/done*");
        await anna.TabToAndPressAsync("Go to your home");
        await anna.ReadyAsync();

        // Out by the menu, and in again.
        await anna.TabToAndPressAsync("Account menu");
        await anna.TabToAndPressAsync("Log out");
        await anna.Page.WaitForURLAsync("**/auth/authorize*");
        await Assertions.Expect(anna.Page.GetByLabel("Username")).ToBeFocusedAsync();
        await anna.Page.Keyboard.TypeAsync("anna");
        await anna.TabToAndTypeAsync("Password", TestHouse.Password);
        await anna.Page.Keyboard.PressAsync("Enter");
        await anna.ReadyAsync();

        // The profile: another name.
        await anna.TabToAndPressAsync("Profile");
        await anna.Page.WaitForURLAsync("**/profile");
        await Assertions.Expect(anna.Page.Locator("h1")).ToHaveTextAsync("Profile");
        await anna.TabToAndTypeAsync("Name", "Anna Maria");
        await anna.TabToAndPressAsync("Save");
        await Assertions.Expect(anna.Page.Locator("header .badge")).ToContainTextAsync("Anna Maria");

        // People: somebody new with a first password, and their sheet and back.
        await anna.GoAsync("/people");
        await anna.ReadyAsync();
        await anna.TabToAndPressAsync("Add with a first password");
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.Dialog).GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await anna.Page.Keyboard.TypeAsync("Oma");
        await anna.TabToAndTypeAsync("Username", "oma");
        await anna.TabToAndTypeAsync("First password", "given by somebody");
        await anna.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(anna.Page.Locator("#sheet-heading")).ToBeFocusedAsync();
        await anna.TabToAndPressAsync("Remove");
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await anna.TabToAndPressAsync("Remove");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.Link, new() { Name = "Oma", Exact = true })).ToHaveCountAsync(0);
        await Assertions.Expect(anna.Page.Locator(".people-list")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task DialogKeepsTheFocusAndGivesItBack()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/profile/security");
        await anna.TabToAndPressAsync("Create token");
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByLabel("Name of the token")).ToBeFocusedAsync();
        foreach (var key in new[] { "Tab", "Shift+Tab" })
        {
            for (var stop = 0; stop < 15; stop++)
            {
                await anna.Page.Keyboard.PressAsync(key);
                Assert.True(await anna.Page.EvaluateAsync<bool>("document.activeElement.closest('.mud-dialog-container, [role=dialog]') !== null"), $"{key} {stop}");
            }
        }

        // What is wrong is said where it is wrong, and found from the field.
        await dialog.GetByLabel("Name of the token").FocusAsync();
        await anna.Page.Keyboard.PressAsync("Enter");
        var name = dialog.GetByLabel("Name of the token");
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(name).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("Please enter a name"));
        await anna.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(anna.Page.Locator("#long-lived > button")).ToBeFocusedAsync();
    }
}
