using Bunit;
using HomeAuth.App.Components.Overview;
using HomeAuth.App.Components.Settings;
using HomeAuth.Core;
using HomeAuth.Core.Household;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

/// <summary>The cards with which administrators look after who is kept out, on a real core.</summary>
public sealed class ProtectionCardsTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    private SettingsInEffect Current => _house.Core.Services.GetRequiredService<HouseSettings>().Current;

    private AddressBans Bans => _house.Core.Services.GetRequiredService<AddressBans>();

    public async ValueTask InitializeAsync() => _house = await CardHouse.OpenAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task OnlyWhatWasTouchedIsSavedAndAllOfItIsGivenBack()
    {
        var card = await ShowAsync<ProtectionCard>();
        Assert.Equal("20", card.Find("input[inputmode=numeric]").GetAttribute("value"));

        await card.Find("input[name=ip-ban]").ChangeAsync(false);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Equal(new SavedSettings(IpBanEnabled: false), Current.Saved));

        await card.Find("input[inputmode=numeric]").InputAsync("7");
        await card.Find("textarea").InputAsync("192.168.1.0/24\n");
        await card.Find("input[name=probing]").ChangeAsync(false);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Equal((false, 7, true), (Current.Guard.IpBanEnabled, Current.Guard.LoginAttemptsThreshold, Current.Guard.ProbingMuted)));
        Assert.Equal(["192.168.1.0/24"], Current.Saved.AllowedNetworks!);

        await card.Find("input[name=count]").ChangeAsync(false);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Equal(ProtectionOptions.Never, Current.Guard.LoginAttemptsThreshold));

        await card.FindAll("form button")[1].ClickAsync();
        card.WaitForAssertion(() => Assert.Equal(SavedSettings.None, Current.Saved));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task NumberThatIsNoneIsRefusedBesideItsField(string typed)
    {
        var card = await ShowAsync<ProtectionCard>();
        await card.Find("input[inputmode=numeric]").InputAsync(typed);
        await card.Find("form").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("between 1 and 1000", card.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal(SavedSettings.None, Current.Saved);
    }

    [Fact]
    public async Task BanIsAddedAndLiftedAtOnce()
    {
        var card = await ShowAsync<BansCard>();
        Assert.Contains("Nobody is kept out.", card.Markup, StringComparison.Ordinal);

        await card.Find("#add-ban input").InputAsync("198.51.100.7");
        await card.Find("#add-ban select").ChangeAsync("ever");
        await card.Find("#add-ban").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("by Anna Muster", card.Find("[data-ban='198.51.100.7']").TextContent, StringComparison.Ordinal));
        Assert.Contains("for ever", card.Find("[data-ban]").TextContent, StringComparison.Ordinal);
        Assert.NotNull(Bans.Find(System.Net.IPAddress.Parse("198.51.100.7")));

        await card.Find("[data-ban] button").ClickAsync();
        card.WaitForAssertion(() => Assert.Empty(card.FindAll("[data-ban]")));
        Assert.Null(Bans.Find(System.Net.IPAddress.Parse("198.51.100.7")));
    }

    [Theory]
    [InlineData("nonsense", "an address or a range")]
    [InlineData("203.0.113.0/24", "or you.")]
    public async Task BanThatCannotBeIsRefusedBesideItsField(string typed, string words)
    {
        var card = await ShowAsync<BansCard>();
        await card.Find("#add-ban input").InputAsync(typed);
        await card.Find("#add-ban").SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains(words, card.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task BanOfWrongGuessesAppearsByItself()
    {
        var card = await ShowAsync<BansCard>();
        for (var i = 0; i < 20; i++)
        {
            await _house.Core.RunAsync<GuessProtection>(protection => protection.TryAsync(
                GuessProtection.Account($"user{i}"), TestHouse.Stranger("198.51.100.9"), () => Task.FromResult<string?>(null), () => { }, CancellationToken.None));
        }

        card.WaitForAssertion(() => Assert.Contains("20 wrong guesses", card.Find("[data-ban='198.51.100.9']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ScanIsShownToAdministratorsUntilTheyMuteIt()
    {
        var watch = _house.Core.Services.GetRequiredService<ProbeWatch>();
        _house.Context.Services.AddSingleton(watch);
        for (var i = 0; i < 3; i++)
        {
            watch.Note($"/api/{i}", "nmap");
        }

        var card = await ShowAsync<ProbingPanel>();
        Assert.Contains("3 requests without sign-in", card.Markup, StringComparison.Ordinal);
        Assert.Equal(3, card.FindAll("li code").Count);

        await card.Find("button").ClickAsync();
        card.WaitForAssertion(() => Assert.Empty(card.FindAll("button")));
        Assert.True(Current.Guard.ProbingMuted);
    }

    [Fact]
    public async Task ScanIsNotShownToOthers()
    {
        var watch = _house.Core.Services.GetRequiredService<ProbeWatch>();
        _house.Context.Services.AddSingleton(watch);
        for (var i = 0; i < 3; i++)
        {
            watch.Note($"/api/{i}", "nmap");
        }

        var card = await ShowAsync<ProbingPanel>((await _house.Core.AddPersonAsync("ben")).Id);
        Assert.Empty(card.Markup.Trim());
    }

    private async Task<IRenderedComponent<T>> ShowAsync<T>(string? userId = null)
        where T : IComponent
    {
        _house.Add<SettingsChange>();
        _house.Add<BanList>();
        _house.Context.Services.AddSingleton(Bans);
        await _house.SignInAsync(userId);
        return _house.Context.Render<T>();
    }
}
