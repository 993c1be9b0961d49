using Bunit;
using HomeAuth.App.Components.Overview;
using HomeAuth.App.Components.Settings;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Components;

/// <summary>How the owner offers the house and somebody answers, on a real core.</summary>
public sealed class OwnerOfferTests : IAsyncLifetime
{
    private CardHouse _house = default!;
    private HomeUser _ben = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync();
        _ben = await _house.Core.AddPersonAsync("ben");
        await _house.Core.AddPersonAsync("dora", isActive: false);
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task HouseIsOfferedAfterAQuestionAndTakenBack()
    {
        var card = await ShowAsync<OwnerOfferCard>(_house.OwnerId);
        Assert.Equal(["", _ben.Id], card.FindAll("#heir option").Select(option => option.GetAttribute("value")!));
        Assert.True(card.Find("button").HasAttribute("disabled"));
        await card.Find("#heir").ChangeAsync(_ben.Id);
        // Ends only with the dialog.
        _ = card.Find("form").SubmitAsync();
        var confirm = _house.Dialogs.WaitForElement(".mud-dialog-actions button:last-child");
        Assert.Null(await FindAsync());
        await confirm.ClickAsync();

        card.WaitForAssertion(() => Assert.Contains("Offered to ben", card.Find("#pending-offer").TextContent, StringComparison.Ordinal));
        Assert.Equal(_ben.Id, (await FindAsync())!.HeirId);
        await card.Find("button").ClickAsync();
        card.WaitForAssertion(() => Assert.NotEmpty(card.FindAll("#heir")));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task OfferThatCannotBeIsRefusedInTheCard()
    {
        var card = await ShowAsync<OwnerOfferCard>(_house.OwnerId);
        await card.Find("#heir").ChangeAsync(_ben.Id);
        _ = card.Find("form").SubmitAsync();
        var confirm = _house.Dialogs.WaitForElement(".mud-dialog-actions button:last-child");
        await _house.Core.RunAsync<UserAccounts>(accounts => accounts.DisableAsync(_ben.Id, TestHouse.Actor(_house.OwnerId)));
        await confirm.ClickAsync();
        card.WaitForAssertion(() => Assert.NotEmpty(card.Find("[role=alert]").TextContent));
        Assert.Contains("Nobody else can sign in who could own the house", card.Markup, StringComparison.Ordinal);
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task HeirAcceptsAfterAQuestion()
    {
        await OfferAsync();
        var panel = await ShowAsync<OfferPanel>(_ben.Id);
        Assert.Contains("Anna Muster offers you the house", panel.Find("h2").TextContent, StringComparison.Ordinal);
        _ = panel.FindAll("button")[0].ClickAsync();
        var confirm = _house.Dialogs.WaitForElement(".mud-dialog-actions button:last-child");
        Assert.Equal(_house.OwnerId, await OwnerAsync());
        await confirm.ClickAsync();
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("h2")));
        Assert.Equal(_ben.Id, await OwnerAsync());
    }

    [Fact]
    public async Task HeirDeclines()
    {
        await OfferAsync();
        var panel = await ShowAsync<OfferPanel>(_ben.Id);
        await panel.FindAll("button")[1].ClickAsync();
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("h2")));
        Assert.Null(await FindAsync());
        Assert.Equal(_house.OwnerId, await OwnerAsync());
    }

    [Fact]
    public async Task NobodyElseSeesTheOffer()
    {
        await OfferAsync();
        var carl = await _house.Core.AddPersonAsync("carl");
        Assert.Empty((await ShowAsync<OfferPanel>(carl.Id)).Markup.Trim());
    }

    private async Task<IRenderedComponent<T>> ShowAsync<T>(string userId)
        where T : IComponent
    {
        _house.Add<OwnerOffers>();
        _house.Add<UserAccounts>();
        await _house.SignInAsync(userId);
        _house.ShowDialogs();
        return _house.Context.Render<T>();
    }

    private Task OfferAsync() => _house.Core.RunAsync<OwnerOffers>(offers => offers.OfferAsync(_ben.Id, TestHouse.Actor(_house.OwnerId)));

    private Task<OfferView?> FindAsync() => _house.Core.RunAsync<OwnerOffers, OfferView?>(offers => offers.FindAsync());

    private Task<string> OwnerAsync() => _house.Core.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());
}
