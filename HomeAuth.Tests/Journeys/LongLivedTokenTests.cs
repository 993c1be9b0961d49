using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A person makes a token for a script, takes it along in every way there is, and ends it.</summary>
public sealed class LongLivedTokenTests(Chromium chromium)
{
    [Fact]
    public async Task TokenIsCreatedTakenAlongListedAndRevoked()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address, options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        await person.SignInAsync("/profile/security");
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        var accessToken = await CreateAsync(person, "Sicherung/Büro");
        await Assertions.Expect(dialog.Locator("textarea")).ToBeFocusedAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync(new Uri(server.Address, "/profile/security").ToString());

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied.");
        Assert.Equal(accessToken, await person.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        var download = await person.Page.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Save as file" }).ClickAsync());
        Assert.Equal("sicherung_buro-token.txt", download.SuggestedFilename);
        Assert.Equal(accessToken, await File.ReadAllTextAsync(await download.PathAsync()));

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show QR code" }).ClickAsync();
        var picture = dialog.GetByRole(AriaRole.Img, new() { Name = "QR code with the token “Sicherung/Büro”" });
        await Assertions.Expect(picture).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 200; }"));

        // Neither Escape nor a click beside it loses the only copy.
        await person.Page.Keyboard.PressAsync("Escape");
        await person.Page.Mouse.ClickAsync(5, 5);
        var close = dialog.GetByRole(AriaRole.Button, new() { Name = "Close" });
        await Assertions.Expect(close).ToBeDisabledAsync();
        await dialog.GetByLabel("I have saved it").CheckAsync();
        await close.ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        var row = person.Page.Locator("#long-lived .token");
        await Assertions.Expect(row).ToContainTextAsync("Sicherung/Büro");
        await Assertions.Expect(row).ToContainTextAsync("Never used");
        await Assertions.Expect(row).ToContainTextAsync("in 1 year");
        Assert.DoesNotContain(accessToken, await person.Page.ContentAsync(), StringComparison.Ordinal);

        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke Sicherung/Büro" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await person.Page.ReloadAsync();
        await person.ReadyAsync();
        await Assertions.Expect(person.Page.Locator("#long-lived")).ToContainTextAsync("You have none yet.");
        Assert.Empty(person.Complaints);
    }

    [Fact]
    public async Task CopyingTellsTheTruthWhereTheBrowserHasNoClipboard()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.ForeignAddress);
        await person.SignInAsync("/profile/security");
        Assert.True(await person.Page.EvaluateAsync<bool>("navigator.clipboard === undefined"));
        await CreateAsync(person, "Backup");
        var dialog = person.Page.GetByRole(AriaRole.Dialog);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied.");

        await person.Page.EvaluateAsync("document.execCommand = () => false");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("Could not copy.");
        Assert.True(await dialog.Locator("textarea").EvaluateAsync<bool>("box => box === document.activeElement && box.selectionEnd === box.value.length && box.selectionStart === 0"));
    }

    private static async Task<string> CreateAsync(Person person, string name)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        var field = dialog.GetByLabel("Name of the token");
        await field.FillAsync(name);
        await field.PressAsync("Enter");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Copy", Disabled = false }).WaitForAsync();
        return await dialog.Locator("textarea").InputValueAsync();
    }
}
