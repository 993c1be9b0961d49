using System.Globalization;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>Somebody far from home who wants twelve hours, and those of where they are.</summary>
public sealed class FormatsTests(Chromium chromium)
{
    [Fact]
    public async Task TimesAreShownAsChosenInTheZoneOfTheBrowserAndTheLanguageStays()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address, options => (options.TimezoneId, options.Locale) = ("Asia/Tokyo", "de"));
        await person.GoAsync("/auth/authorize");
        await person.Page.Locator("#username").FillAsync("anna");
        await person.Page.Locator("#password").FillAsync(TestHouse.Password);
        await person.Page.Locator("main button[type=submit]").ClickAsync();
        await person.ReadyAsync();
        await person.GoAsync("/profile");
        await person.ReadyAsync();
        await person.Page.Locator("#languages button[value=de]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await person.ReadyAsync();
        await person.Page.Locator("#formats select[name=time]").SelectOptionAsync("12");
        await person.Page.Locator("#formats select[name=zone]").SelectOptionAsync("local");
        await Assertions.Expect(person.Page.Locator("#formats-sample")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("[AP]M"));
        await person.Page.Locator("#formats button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page.Locator("#formats button[type=submit]")).ToBeDisabledAsync();
        await Assertions.Expect(person.Page.Locator("#formats select[name=time]")).ToHaveValueAsync("12");

        await person.GoAsync("/profile/security");
        await person.ReadyAsync();
        var moment = person.Page.Locator("#devices time").First;
        var at = DateTimeOffset.Parse((await moment.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
        var there = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        var german = CultureInfo.GetCultureInfo("de");
        Assert.Equal($"{there.ToString("D", german)} {there.ToString("h:mm:ss", german)} {(there.Hour < 12 ? "AM" : "PM")}", await moment.GetAttributeAsync("title"));
    }
}
