using Bunit;
using HomeAuth.App.Components.Profile;
using HomeAuth.App.Components.Shared;
using HomeAuth.Core.Preferences;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

public sealed class FormatsCardTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync();
        _house.Add<UserPreferences>();
        await _house.SignInAsync();
        _house.Context.Services.GetRequiredService<Reader>().Start(new ReaderFacts("Asia/Tokyo", WantsOwnZone: false, "en-US"));
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public void SampleFollowsWhatIsChosenBeforeItIsSaved()
    {
        var card = _house.Context.Render<FormatsCard>();
        var sample = () => card.Find("#formats-sample output").TextContent;
        Assert.Contains("1,234,567.89", sample(), StringComparison.Ordinal);
        Assert.True(card.Find("button[type=submit]").HasAttribute("disabled"));

        card.Find("select[name=number]").Change("decimal_comma");
        card.Find("select[name=time]").Change("24");
        card.Find("select[name=date]").Change("YMD");
        card.Find("select[name=weekday]").Change("saturday");

        Assert.Contains("12:00 · 2026/03/01 · 1.234.567,89 · the week begins on Saturday", sample(), StringComparison.Ordinal);
        card.Find("select[name=zone]").Change("local");
        Assert.Contains("21:00 · 2026/03/01", sample(), StringComparison.Ordinal);
        Assert.False(card.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task ChoiceIsKeptAsHomeAssistantKeepsItAndTheLanguageStays()
    {
        await _house.Core.RunAsync<UserPreferences>(preferences => preferences.SetLanguageAsync(_house.OwnerId, "de"));
        var card = _house.Context.Render<FormatsCard>();
        card.Find("select[name=time]").Change("12");
        await card.Find("form").SubmitAsync();

        Assert.Equal(
            """{"language":"de","number_format":null,"time_format":"12","date_format":null,"time_zone":null,"first_weekday":null}""",
            await _house.Core.RunAsync<UserPreferences, string?>(preferences => preferences.FindAsync(_house.OwnerId, "language")));
        await _house.Core.RunAsync<UserPreferences>(preferences => preferences.SetLanguageAsync(_house.OwnerId, "fr"));
        Assert.Equal(new LanguagePreference("fr", TimeFormat: "12"), await _house.Core.RunAsync<UserPreferences, LanguagePreference?>(preferences => preferences.LanguageOfAsync(_house.OwnerId)));
    }
}
