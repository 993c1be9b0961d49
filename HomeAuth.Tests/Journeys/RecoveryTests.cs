using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Ways back in, as people walk them.</summary>
public sealed class RecoveryTests(Chromium chromium)
{
    private const string NewPassword = "another seven otters";

    [Fact]
    public async Task OwnerComesBackByTheCommandLineWhileTheServerRuns()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var open = await Person.ArriveAsync(chromium, server.Address);
        await open.SignInAsync("/");
        var result = await HouseProcess.CommandAsync("recover", $"--HomeAuth:DataDirectory={server.Folder}");
        Assert.Equal(0, result.ExitCode);
        var path = new Uri(result.Output.Select(line => line.Trim()).First(line => line.StartsWith("http", StringComparison.Ordinal))).AbsolutePath;

        await using var person = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await ChooseAsync(person, path);
        await open.Page.WaitForURLAsync("**/auth/authorize*");
        await SecondFactorTests.PasswordAsync(person, NewPassword);
        await person.Page.WaitForURLAsync(server.Address.ToString());
        await Assertions.Expect(person.Page.Locator("main")).ToContainTextAsync("You got back into your account lately");

        // The link was good once.
        await person.GoAsync(path);
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link is used up");
    }

    [Fact]
    public async Task AdministratorGivesALinkAndNeverSeesThePassword()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await server.AddUserAsync("ben", Group.UsersId);
        await using var ben = await Person.ArriveAsync(chromium, server.Address);
        await ben.SignInAsync("/", "ben");
        await using var anna = await Person.ArriveAsync(chromium, server.Address);
        await anna.SignInAsync("/people");
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "ben", Exact = true }).ClickAsync();
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Sign-in", Exact = true }).ClickAsync();
        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Reset link" }).ClickAsync();
        var dialog = anna.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await dialog.Locator("#recovery-link").InnerTextAsync();
        Assert.Equal(link, await QrReader.ReadAsync(anna.Page));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await using var phone = await Person.ArriveAsync(chromium, server.Address);
        await ChooseAsync(phone, new Uri(link).AbsolutePath);
        await ben.Page.WaitForURLAsync("**/auth/authorize*");
        await anna.GoAsync("/");
        await anna.ReadyAsync();
        await Assertions.Expect(anna.Page.Locator("main")).ToContainTextAsync("with a link from an administrator");
        await phone.SignInAsync("/", "ben", NewPassword);
    }

    [Fact]
    public async Task FileInTheDataDirectoryBringsTheOwnerBack()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "recover.request"), "");
        await using var person = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await person.GoAsync("/help/locked-out");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "I have put the file there" }).ClickAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "The file is there" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("recover-code.txt");
        var code = (await File.ReadAllLinesAsync(Path.Combine(server.Folder, "recover-code.txt")))[0];
        await person.Page.GetByLabel("Code from the file").FillAsync("AAAA-AAAA-AAAA");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This code is wrong");
        await person.Page.GetByLabel("Code from the file").FillAsync(code);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Choose a new password" })).ToBeVisibleAsync();
    }

    private static async Task ChooseAsync(Person person, string path)
    {
        await person.GoAsync(path);
        await person.Page.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await person.Page.GetByLabel("Confirm password").FillAsync(NewPassword);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "Your new password is saved" })).ToBeVisibleAsync();
    }
}
