using Bunit;
using HomeAuth.App.Components.Profile;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

/// <summary>How people limit what their devices and tokens may do, on a real core.</summary>
public sealed class TokenLimitsTests : IAsyncLifetime
{
    private CardHouse _house = default!;

    public async ValueTask InitializeAsync() => _house = await CardHouse.OpenAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData("All", null)]
    [InlineData("Look", "read")]
    [InlineData("Parts", "read control")]
    public async Task NewTokenIsGoodForWhatWasChosen(string choice, string? scope)
    {
        await ShowAsync();
        var card = _house.Context.Render<LongLivedTokensCard>();
        // Ends only with the last dialog.
        _ = card.FindAll("button")[^1].ClickAsync();
        await _house.Dialogs.WaitForElement("#create-token input").InputAsync("Backup");
        Assert.NotNull(_house.Dialogs.Find("#scope input[value=All]").GetAttribute("checked"));
        await _house.Dialogs.Find($"#scope input[value={choice}]").ChangeAsync(choice);
        if (choice == "Parts")
        {
            Assert.True(_house.Dialogs.Find("#scopes input[value=read]").HasAttribute("disabled"));
            await _house.Dialogs.Find("#scopes input[value=manage]").ChangeAsync(true);
            await _house.Dialogs.Find("#scopes input[value=control]").ChangeAsync(true);
            await _house.Dialogs.Find("#scopes input[value=manage]").ChangeAsync(false);
        }

        await _house.Dialogs.Find("#create-token").SubmitAsync();

        _house.Dialogs.WaitForElement(".new-token");
        Assert.Equal(scope, await ScopeAsync(token => token.TokenType == TokenType.LongLivedAccessToken));
        card.WaitForAssertion(() => Assert.Equal(
            scope switch { null => [], "read" => ["Limited: Look"], _ => ["Limited: Look, Use the house"] },
            card.FindAll(".chip").Select(chip => chip.TextContent.Trim())));
    }

    [Fact]
    public async Task WhoMayNotManageIsNotOfferedTo()
    {
        var ben = await _house.Core.AddPersonAsync("ben");
        await ShowAsync(ben.Id);
        var choice = _house.Context.Render<ScopeChoice>();
        await choice.Find("input[value=Parts]").ChangeAsync("Parts");
        Assert.Equal(["read", "control", "account"], choice.FindAll("#scopes input").Select(box => box.GetAttribute("value")!));
    }

    [Fact]
    public async Task OtherDevicesAreLimitedAndThisOneIsNot()
    {
        await ShowAsync();
        var tablet = await _house.Core.SignInAsync(_house.OwnerId);
        var card = _house.Context.Render<RefreshTokensCard>();
        Assert.Null(card.Find($"[data-token='{_house.Token.Id}']").QuerySelector("[aria-label^='Limit']"));

        await LimitAsync("Look");
        Assert.Equal("read", await ScopeAsync(token => token.Id == tablet.Id));
        Assert.Equal("Limited: Look", card.Find($"[data-token='{tablet.Id}'] .chip").TextContent.Trim());
        await LimitAsync("All");
        Assert.Null(await ScopeAsync(token => token.Id == tablet.Id));
        Assert.Empty(card.FindAll(".chip"));

        async Task LimitAsync(string kind)
        {
            var click = card.Find($"[data-token='{tablet.Id}'] [aria-label^='Limit']").ClickAsync();
            await _house.Dialogs.WaitForElement($"#limit input[value={kind}]").ChangeAsync(kind);
            Assert.Contains("tablet on the wall", _house.Dialogs.Find("#limit").TextContent, StringComparison.Ordinal);
            await _house.Dialogs.Find(".mud-dialog-actions button:last-child").ClickAsync();
            await click;
            _house.Dialogs.WaitForAssertion(() => Assert.Empty(_house.Dialogs.FindAll("#limit")));
        }
    }

    [Fact]
    public async Task LimitedDeviceCannotGiveAnotherMore()
    {
        var tablet = await _house.Core.SignInAsync(_house.OwnerId);
        await ShowAsync();
        await _house.Core.RunAsync<RefreshTokenManager>(tokens => tokens.LimitAsync(_house.OwnerId, _house.Token.Id, ["read", "account"], TestHouse.Actor(_house.OwnerId)));
        var card = _house.Context.Render<RefreshTokensCard>();
        _ = card.Find($"[data-token='{tablet.Id}'] [aria-label^='Limit']").ClickAsync();
        await _house.Dialogs.WaitForElement("#limit input[value=All]").ChangeAsync("All");
        await _house.Dialogs.Find(".mud-dialog-actions button:last-child").ClickAsync();
        _house.Dialogs.WaitForAssertion(() => Assert.Contains("was given less", _house.Dialogs.Find("#limit [role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TokenThatIsUnusedForHalfAYearIsPointedOut()
    {
        var token = await _house.Core.RunAsync<RefreshTokenIssuer, RefreshToken>(
            issuer => issuer.CreateLongLivedAsync("Backup", TimeSpan.FromDays(3650), null, null, TestHouse.Actor(_house.OwnerId)));
        _house.Core.Time.Advance(TimeSpan.FromDays(180));
        await ShowAsync();
        Assert.Empty(_house.Context.Render<LongLivedTokensCard>().FindAll(".hint"));
        _house.Core.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Not used for half a year. Revoke it?", _house.Context.Render<LongLivedTokensCard>().Find(".hint").TextContent);

        await _house.Core.Services.GetRequiredService<TokenDirectory>().UseAsync(token.Id, TestHouse.Stranger());
        Assert.Empty(_house.Context.Render<LongLivedTokensCard>().FindAll(".hint"));
    }

    private async Task ShowAsync(string? userId = null)
    {
        _house.Add<RefreshTokenManager>();
        _house.Add<RefreshTokenIssuer>();
        await _house.SignInAsync(userId);
        _house.Context.JSInterop.SetupModule("./Components/Profile/NewTokenDialog.razor.js").Mode = JSRuntimeMode.Loose;
        _house.ShowDialogs();
    }

    private Task<string?> ScopeAsync(System.Linq.Expressions.Expression<Func<RefreshToken, bool>> which) =>
        _house.Core.RunAsync<HomeAuthDb, string?>(db => db.RefreshTokens.Where(which).Select(token => token.Scope).SingleAsync());
}
