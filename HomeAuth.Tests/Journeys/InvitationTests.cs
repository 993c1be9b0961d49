using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Coming into the house in a real browser.</summary>
public sealed class InvitationTests(Chromium chromium)
{
    [Fact]
    public async Task PasskeyComesInWithoutAPassword()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        var key = await SecurityKey.PlugInAsync(person);
        await person.GoAsync(await server.InviteAsync());

        // What the server does not like about a name stands beside its field, and no passkey was made for it.
        var passkey = person.Page.GetByRole(AriaRole.Button, new() { Name = "With a passkey instead" });
        await person.Page.GetByLabel("Username").FillAsync(new string('b', 100));
        await passkey.ClickAsync();
        await Assertions.Expect(person.Page.Locator("#username-problem")).ToContainTextAsync("at most 64 characters");
        Assert.Empty(await key.CredentialsAsync());

        await person.Page.GetByLabel("Username").FillAsync("berta");
        await passkey.ClickAsync();
        await person.Page.WaitForURLAsync(server.Address.ToString());
        await person.ReadyAsync();
        Assert.Single(await key.CredentialsAsync());
        Assert.DoesNotContain(person.Complaints, complaint => !complaint.Contains("status of 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PasswordComesInWithoutScripts()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address, options => options.JavaScriptEnabled = false);
        await person.GoAsync(await server.InviteAsync());
        await Assertions.Expect(person.Page.GetByText("With a passkey instead")).ToBeHiddenAsync();

        await person.Page.GetByLabel("Username").FillAsync("berta");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("#confirm_password").FillAsync(TestHouse.Password);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Come in" }).ClickAsync();

        await person.Page.WaitForURLAsync(server.Address.ToString());
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, "en")]
    [InlineData("dark-phone", ColorScheme.Dark, 360, "de")]
    public async Task EachPageIsAccessibleAndFits(string look, ColorScheme scheme, int width, string language)
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address, options =>
        {
            options.ColorScheme = scheme;
            options.Locale = language;
            options.ViewportSize = new ViewportSize { Width = width, Height = 900 };
        });
        List<string> problems = [];
        await using (var scope = server.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<NewPeople>().CreateAsync(
                new NewPerson("Carla", "carla", TestHouse.Password, [Group.UsersId], AccessLimits.None), TestHouse.Actor(await server.OwnerIdAsync()));
        }

        await person.GoAsync("/invite/nothing");
        await LookAsync("invite-gone");
        var today = TimeProvider.System.GetUtcNow();
        var day = today.AddDays(3).ToString("ddd", System.Globalization.CultureInfo.InvariantCulture);
        var limits = new AccessLimits(DateOnly.FromDateTime(today.AddYears(1).DateTime), WeeklyHours.Parse($"{day} 08:00-20:00; {day} 22:00-02:00"), true);
        var page = await server.InviteAsync(limits: limits);
        await person.GoAsync(page);
        await LookAsync("invite");
        await person.Page.EvaluateAsync("document.querySelectorAll('[required]').forEach(input => input.required = false)");
        await person.Page.Locator("#username").FillAsync("berta");
        await person.Page.Locator("#password").FillAsync("12345678");
        await person.Page.Locator("#confirm_password").FillAsync("12345678");
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.Locator("#password-problem").WaitForAsync();
        await LookAsync("invite-problem");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("#confirm_password").FillAsync(TestHouse.Password);
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.WaitForURLAsync("**/closed*");
        await LookAsync("closed");
        await person.GoAsync(await server.InviteAsync());
        await LookAsync("invite-signed-in");
        await person.Page.Locator("form.logout button").ClickAsync();
        await person.Page.Locator("#username").FillAsync("carla");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.Page.Locator("#new_password").WaitForAsync();
        await LookAsync("first-password");

        Assert.Empty(problems);
        Assert.DoesNotContain(person.Complaints, complaint => !complaint.Contains("status of 4", StringComparison.Ordinal));

        async Task LookAsync(string name)
        {
            var folder = Directory.CreateDirectory(Path.Combine("TestResults", "gallery", look));
            await person.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, name + ".png"), FullPage = true });
            problems.AddRange((await person.AccessibilityProblemsAsync()).Select(problem => $"{name}: {problem}"));
            if (await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
            {
                problems.Add($"{name}: scrolls sideways");
            }
        }
    }
}
