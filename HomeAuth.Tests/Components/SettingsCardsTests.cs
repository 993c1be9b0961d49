using Bunit;
using HomeAuth.App.Components.Settings;
using HomeAuth.Core.Household;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Settings;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

/// <summary>What the cards of the settings show and save, on a real core.</summary>
public sealed class SettingsCardsTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    private SettingsInEffect Current => _house.Core.Services.GetRequiredService<HouseSettings>().Current;

    public async ValueTask InitializeAsync() => _house = await CardHouse.OpenAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task NameIsSavedAloneAndGivenBack()
    {
        var card = await ShowAsync<HouseNameCard>();
        // Somebody else, meanwhile.
        await SaveAsync(saved => saved with { TimeZone = "Europe/Berlin" });
        Assert.Single(card.FindAll("form button"));

        await card.Find("input").InputAsync("Lakeside");
        await card.Find("form").SubmitAsync();

        card.WaitForAssertion(() => Assert.Equal(2, card.FindAll("form button").Count));
        Assert.Equal(new SavedSettings(HouseName: "Lakeside", TimeZone: "Europe/Berlin"), Current.Saved);
        await card.FindAll("form button")[1].ClickAsync();
        card.WaitForAssertion(() => Assert.Equal("Home", card.Find("input").GetAttribute("value")));
        Assert.Equal(new SavedSettings(TimeZone: "Europe/Berlin"), Current.Saved);
    }

    [Fact]
    public async Task NameThatIsNoneIsRefusedBesideItsField()
    {
        var card = await ShowAsync<HouseNameCard>();
        await card.Find("input").InputAsync(" ");
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("Please enter a name.", card.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal(SavedSettings.None, Current.Saved);
    }

    [Fact]
    public async Task TimeZoneIsChosenFromAListAndItsTimeIsShown()
    {
        var card = await ShowAsync<TimeZoneCard>();
        await card.Find("select").ChangeAsync("Asia/Tokyo");
        Assert.Contains("21:00", card.Find("#time-zone-now").TextContent, StringComparison.Ordinal);
        Assert.Equal(SavedSettings.None, Current.Saved);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Equal("Asia/Tokyo", Current.TimeZone.Id));
    }

    [Fact]
    public async Task NetworksAreOnePerLineAndSavingWarnsWhoWouldBeAway()
    {
        var card = await ShowAsync<HomeNetworksCard>("192.168.1.20");
        Assert.Contains("192.168.1.20, which is at home", card.Markup, StringComparison.Ordinal);
        Assert.Contains("all private addresses are at home", card.Markup, StringComparison.Ordinal);

        await card.Find("textarea").InputAsync("10.0.0.0/8\n");
        Assert.Contains("192.168.1.20 is not at home any more", card.Find("[role=status]").TextContent, StringComparison.Ordinal);
        await card.Find("textarea").InputAsync("10.0.0.0/8\n192.168.1.0/24");
        Assert.Empty(card.Find("[role=status]").TextContent.Trim());
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Equal(["10.0.0.0/8", "192.168.1.0/24"], Current.Saved.HomeNetworks!));

        await card.Find("textarea").InputAsync("home");
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("one address range per line", card.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal(2, Current.HomeNetworks!.Count);

        await card.Find("textarea").InputAsync("");
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Null(Current.HomeNetworks));
    }

    [Fact]
    public async Task OnlyTheLifetimesThatWereTouchedAreSaved()
    {
        var card = await ShowAsync<LifetimesCard>();
        await SaveAsync(saved => saved with { History = TimeSpan.FromDays(7) });
        Assert.Equal(["90", "1", "30", "90"], card.FindAll("fieldset input").Select(input => input.GetAttribute("value")!));

        await card.Find("#access_token").InputAsync("2");
        await card.FindAll("fieldset select")[2].ChangeAsync("Hours");
        await card.Find("form").SubmitAsync();

        card.WaitForAssertion(() => Assert.Equal(new SavedSettings(AccessToken: TimeSpan.FromHours(2), History: TimeSpan.FromDays(7)), Current.Saved));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("999999999")]
    public async Task LifetimeThatIsNoneIsRefusedBesideItsField(string typed)
    {
        var card = await ShowAsync<LifetimesCard>();
        await card.Find("#browser_session").InputAsync(typed);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("one minute to ten years", card.Find("#browser_session-problem").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", card.Find("#browser_session").GetAttribute("aria-invalid"));
        Assert.Empty(card.Find("#history-problem").TextContent);
        Assert.Equal(SavedSettings.None, Current.Saved);
    }

    [Fact]
    public async Task WhoMayNotChangeThemIsToldWhy()
    {
        var ben = await _house.Core.AddPersonAsync("ben");
        _house.Add<SettingsChange>();
        await _house.SignInAsync(ben.Id);
        foreach (var card in new[] { Markup<HouseNameCard>(), Markup<TimeZoneCard>(), Markup<HomeNetworksCard>(), Markup<LifetimesCard>() })
        {
            Assert.Contains("Only administrators can do this.", card.TextContent, StringComparison.Ordinal);
            Assert.All(card.QuerySelectorAll(":is(input, textarea, button, select):not(fieldset *), fieldset.lifetime"), control => Assert.True(control.HasAttribute("disabled"), control.OuterHtml));
        }

        AngleSharp.Dom.IElement Markup<T>()
            where T : IComponent => _house.Context.Render<T>().Find("form");
    }

    [Fact]
    public async Task WaysToSignInSayWhyTheyAreThere()
    {
        _house.Add<AuthProviders>();
        _house.Add<MfaModules>();
        var card = await ShowAsync<SignInMethodsCard>();
        Assert.Contains("Username and password", card.Find("#providers li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Authenticator app It is the default, because homeauth.json has no MfaModules.", card.Find("#modules li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Passkeys can be used", card.Find("#passkeys-here").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasskeysThatAreImpossibleAndModulesThatAreConfiguredAreExplained()
    {
        await using var house = await CardHouse.OpenAsync(options => options.MfaModules = [new() { Type = "totp", Name = "Safe" }]);
        house.Add<AuthProviders>();
        house.Add<MfaModules>();
        await house.SignInAsync();
        house.Context.JSInterop.SetupModule("/passkeys.js").Setup<string?>("obstacle").SetResult("insecure");
        var card = house.Context.Render<SignInMethodsCard>();
        Assert.Contains("Safe It stands at this place of MfaModules", card.Find("#modules li").TextContent, StringComparison.Ordinal);
        card.WaitForAssertion(() => Assert.DoesNotContain("can be used", card.Find("#passkeys-here").TextContent, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<T>> ShowAsync<T>(string address = "203.0.113.7")
        where T : IComponent
    {
        _house.Add<SettingsChange>();
        await _house.SignInAsync(address: address);
        return _house.Context.Render<T>();
    }

    private Task SaveAsync(Func<SavedSettings, SavedSettings> change) =>
        _house.Core.RunAsync<SettingsChange>(settings => settings.ChangeAsync(change, TestHouse.Actor(_house.OwnerId)));
}
