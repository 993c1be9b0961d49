using Bunit;
using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Layout;
using HomeAuth.App.Components.Profile;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace HomeAuth.Tests.Components;

/// <summary>What the cards of the profile show and call, on a real core.</summary>
public sealed class ProfileCardsTests : IAsyncLifetime
{
    private readonly BunitContext _context = new();
    private TestHouse _house = default!;
    private RefreshToken _here = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = await _house.ClaimAsync();
        _here = await _house.SignInAsync(owner.UserId);
        var origin = TestHouse.Stranger();
        var token = (await _house.Services.GetRequiredService<TokenDirectory>().FindAsync(_here.Id))!;

        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        _context.Services.AddMudServices();
        _context.Services.AddSingleton<Texts>();
        _context.Services.AddSingleton(_house.Services.GetRequiredService<HouseSettings>());
        _context.Services.AddSingleton(_house.Services.GetRequiredService<TokenRevocations>());
        _context.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(_house.Options));
        _context.Services.AddSingleton<TimeProvider>(_house.Time);
        _context.Services.AddScoped<PersonState>();
        _context.Services.AddScoped<Reader>();
        _context.Services.AddSingleton(_house.Services.GetRequiredService<IServiceScopeFactory>());
        _context.Services.AddTransient(_ => new Scoped<RefreshTokenManager>(_house.Services.GetRequiredService<IServiceScopeFactory>()));
        _context.Services.AddTransient(_ => new Scoped<PasswordChange>(_house.Services.GetRequiredService<IServiceScopeFactory>()));
        _context.Services.AddTransient(_ => new Scoped<UserAccounts>(_house.Services.GetRequiredService<IServiceScopeFactory>()));
        _context.Services.AddTransient(_ => new Scoped<Pictures>(_house.Services.GetRequiredService<IServiceScopeFactory>()));
        _context.Services.AddCascadingValue(_ => Task.FromResult(new AuthenticationState(HomeAuthClaims.Principal(token, origin, "test"))));
        _context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task DevicesAreShownInWordsWithThisOneOnTopAndWithoutAWayToSignItOut()
    {
        _house.Time.Advance(TimeSpan.FromHours(2));
        await _house.RunAsync<RefreshTokenIssuer>(tokens => tokens.CreateBrowserSessionAsync(
            _here.UserId, null, false, null, RequestOrigin.From(System.Net.IPAddress.Parse("2001:db8::5"), "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")));

        var card = _context.Render<RefreshTokensCard>();

        var rows = card.FindAll(".token");
        Assert.Equal(2, rows.Count);
        Assert.Equal("Chrome on Linux", rows[0].QuerySelector("h3")!.TextContent.Trim());
        Assert.Contains("This device, now active", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Null(rows[0].QuerySelector("[aria-label^='Sign out']"));
        Assert.Equal("Firefox on Windows", rows[1].QuerySelector("h3")!.TextContent.Trim());
        Assert.Contains("2001:db8::5", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Ends when the browser is closed", rows[1].TextContent, StringComparison.Ordinal);
        Assert.NotNull(rows[1].QuerySelector("[aria-label='Sign out Firefox on Windows']"));
        Assert.All(rows[1].QuerySelectorAll("time"), time => Assert.Contains("2026", time.GetAttribute("title"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamesOfDevicesAreTextAndNothingElse()
    {
        await _house.RunAsync<HomeAuthDb>(db => db.RefreshTokens.ExecuteUpdateAsync(
            set => set.SetProperty(token => token.ClientName, "<script>alert(1)</script>")));

        var card = _context.Render<RefreshTokensCard>();

        Assert.Empty(card.FindAll("script"));
        Assert.Equal("<script>alert(1)</script>", card.Find(".token h3").TextContent.Trim());
    }

    [Fact]
    public async Task DeviceThatIsSignedOutElsewhereLeavesTheListAtOnce()
    {
        var other = await _house.SignInAsync(_here.UserId);
        var card = _context.Render<RefreshTokensCard>();
        Assert.Equal(2, card.FindAll(".token").Count);

        await _house.RunAsync<RefreshTokenManager>(tokens => tokens.RevokeAsync(
            _here.UserId, other.Id, RevocationReasons.Revoked, TestHouse.Actor(_here.UserId)));

        card.WaitForAssertion(() => Assert.Single(card.FindAll(".token")));
    }

    [Fact]
    public async Task ExpiryIsToggledByTheButton()
    {
        var card = _context.Render<RefreshTokensCard>();
        await card.Find("[aria-label='Let Chrome on Linux never expire']").ClickAsync();

        card.WaitForAssertion(() => Assert.Contains("Never expires", card.Find(".token").TextContent, StringComparison.Ordinal));
        Assert.Null(await _house.RunAsync<HomeAuthDb, DateTimeOffset?>(db => db.RefreshTokens.Select(token => token.ExpireAt).SingleAsync()));
    }

    [Fact]
    public async Task PasswordFormSaysWhichFieldIsWrong()
    {
        var card = _context.Render<ChangePasswordCard>();
        await FillAsync(card, "wrong", "eight brave badgers", "eight brave badger");
        Assert.Contains("The two passwords differ.", card.Markup, StringComparison.Ordinal);

        await FillAsync(card, "wrong", "password", "password");
        card.WaitForAssertion(() => Assert.Contains("among the first that are tried", card.Markup, StringComparison.Ordinal));

        await FillAsync(card, "wrong", "eight brave badgers", "eight brave badgers");
        card.WaitForAssertion(() => Assert.Contains("The current password is not right.", card.Markup, StringComparison.Ordinal));
        Assert.Equal([true, false, false], card.FindAll("fieldset input[type=checkbox]").Select(box => box.HasAttribute("checked")));
    }

    [Fact]
    public async Task NameIsSavedAndTheBadgeFollows()
    {
        var badge = _context.Render<UserBadge>();
        var card = _context.Render<NameCard>();
        Assert.Equal("AM", badge.Find(".badge > [aria-hidden]").TextContent.Trim());

        await card.Find("input:not([type=file])").InputAsync("Berta Beispiel");
        await card.Find("form").SubmitAsync();

        badge.WaitForAssertion(() => Assert.Equal("BB", badge.Find(".badge > [aria-hidden]").TextContent.Trim()));
        Assert.Equal("Berta Beispiel", await _house.RunAsync<HomeAuthDb, string>(db => db.Users.Select(user => user.Name).SingleAsync()));
    }

    private static async Task FillAsync(IRenderedComponent<ChangePasswordCard> card, params string[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            await card.FindAll("input[type=password]")[i].InputAsync(values[i]);
        }

        await card.Find("form").SubmitAsync();
    }
}
