using System.Text.RegularExpressions;
using Bunit;
using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Profile;
using HomeAuth.App.Components.Shared;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace HomeAuth.Tests.Components;

/// <summary>What the card of long-lived access tokens and its dialogs show and call, on a real core.</summary>
public sealed class LongLivedTokensCardTests : IAsyncLifetime
{
    private readonly BunitContext _context = new();
    private TestHouse _house = default!;
    private string _userId = "";
    private IRenderedComponent<MudDialogProvider> _dialogs = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        _userId = (await _house.ClaimAsync()).UserId;
        var here = await _house.SignInAsync(_userId);
        var token = (await _house.Services.GetRequiredService<TokenDirectory>().FindAsync(here.Id))!;
        var scopes = _house.Services.GetRequiredService<IServiceScopeFactory>();

        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        _context.JSInterop.SetupModule("./Components/Profile/NewTokenDialog.razor.js").Mode = JSRuntimeMode.Loose;
        _context.Services.AddMudServices();
        _context.Services.AddSingleton<Texts>();
        _context.Services.AddSingleton(_house.Services.GetRequiredService<HouseSettings>());
        _context.Services.AddSingleton(_house.Services.GetRequiredService<TokenRevocations>());
        _context.Services.AddSingleton(_house.Services.GetRequiredService<AccessTokens>());
        _context.Services.AddSingleton<TimeProvider>(_house.Time);
        _context.Services.AddTransient(_ => new Scoped<RefreshTokenManager>(scopes));
        _context.Services.AddTransient(_ => new Scoped<RefreshTokenIssuer>(scopes));
        _context.Services.AddTransient(_ => new Scoped<RecentProof>(scopes));
        _context.Services.AddTransient<AskAgain>();
        _context.Services.AddScoped<Reader>();
        _context.Services.AddCascadingValue(_ => Task.FromResult(new AuthenticationState(HomeAuthClaims.Principal(token, TestHouse.Stranger(), "test"))));
        _context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        _context.Render<MudPopoverProvider>();
        _dialogs = _context.Render<MudDialogProvider>();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _house.DisposeAsync();
    }

    [Fact]
    public async Task TokensAreShownWithTheirUseAndTheirEndAndNothingOfTheDevices()
    {
        var used = await CreateAsync("Backup", 3650);
        await CreateAsync("Garage", 30);
        _house.Time.Advance(TimeSpan.FromHours(2));
        await _house.Services.GetRequiredService<TokenDirectory>().UseAsync(used.Id, TestHouse.Stranger("2001:db8::7"));
        _house.Time.Advance(TimeSpan.FromHours(1));

        var rows = _context.Render<LongLivedTokensCard>().FindAll(".token");

        Assert.Equal(["Backup", "Garage"], rows.Select(row => row.QuerySelector("h3")!.TextContent.Trim()));
        Assert.Contains("Last used 1 hour ago · 2001:db8::7", Words(rows[0].TextContent), StringComparison.Ordinal);
        Assert.Contains("Created 3 hours ago · Ends in 10 years", Words(rows[0].TextContent), StringComparison.Ordinal);
        Assert.Contains("Never used", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenIsCreatedThenShownOnceAndWorks()
    {
        var card = await OpenAsync();
        await EnterAsync("Backup");

        var box = _dialogs.WaitForElement(".new-token textarea");
        var accessToken = box.GetAttribute("value")!;
        Assert.NotNull(await _house.Services.GetRequiredService<AccessTokens>().ValidateAsync(accessToken, TestHouse.Stranger()));
        Assert.Equal("backup-token.txt", _dialogs.Find("[data-download]").GetAttribute("data-download"));
        Assert.Contains("Backup", card.Find(".token h3").TextContent, StringComparison.Ordinal);

        Assert.True(Close().HasAttribute("disabled"));
        await _dialogs.Find(".mud-dialog-actions input[type=checkbox]").ChangeAsync(true);
        await Close().ClickAsync();
        _dialogs.WaitForAssertion(() => Assert.Empty(_dialogs.FindAll(".new-token")));
        Assert.DoesNotContain(accessToken, _dialogs.Markup + card.Markup, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(365), await LifeAsync());

        AngleSharp.Dom.IElement Close() => _dialogs.FindAll(".mud-dialog-actions button").Single();
    }

    [Fact]
    public async Task DialogTellsWhetherCopyingWorkedAndShowsTheCode()
    {
        await OpenAsync();
        await EnterAsync("Backup");
        var dialog = _dialogs.WaitForComponent<NewTokenDialog>();
        Assert.Empty(dialog.FindAll("img"));

        await dialog.InvokeAsync(() => dialog.Instance.Copied(true));
        Assert.Equal("Copied.", dialog.Find("[role=status]").TextContent);
        await dialog.InvokeAsync(() => dialog.Instance.Copied(false));
        Assert.StartsWith("Could not copy.", dialog.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await dialog.FindAll("button").Single(button => button.TextContent.Contains("QR", StringComparison.Ordinal)).ClickAsync();
        var picture = dialog.Find("img");
        Assert.StartsWith("data:image/png;base64,", picture.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal("QR code with the token “Backup”", picture.GetAttribute("alt"));
    }

    [Theory]
    [InlineData("", null, "Please enter a name.")]
    [InlineData(" bAckUP ", null, "You have a token of this name already.")]
    [InlineData("Garage", "0", "whole number of days from 1 to 36500")]
    [InlineData("Garage", "36501", "whole number of days from 1 to 36500")]
    [InlineData("Garage", "99999999999", "whole number of days from 1 to 36500")]
    [InlineData("Garage", "1.5", "whole number of days from 1 to 36500")]
    [InlineData("Garage", "", "whole number of days from 1 to 36500")]
    public async Task WhatCannotBeIsSaidAtItsField(string name, string? days, string problem)
    {
        await CreateAsync("Backup", 30);
        await OpenAsync();
        await EnterAsync(name, days);

        _dialogs.WaitForAssertion(() => Assert.Contains(problem, _dialogs.Find(".mud-input-error").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task OwnNumberOfDaysIsTheLife()
    {
        await OpenAsync();
        await EnterAsync("Garage", "36500");
        _dialogs.WaitForElement(".new-token");
        Assert.Equal(RefreshTokenIssuer.LongestLife, await LifeAsync());
    }

    [Fact]
    public async Task TokenIsRevokedOnlyAfterAQuestion()
    {
        await CreateAsync("Backup", 30);
        var card = _context.Render<LongLivedTokensCard>();
        _ = card.Find("[aria-label='Revoke Backup']").ClickAsync();
        Assert.Equal(1, await CountAsync());

        await _dialogs.WaitForElement(".mud-dialog-actions button:last-child").ClickAsync();
        card.WaitForAssertion(() => Assert.Contains("You have none yet.", card.Markup, StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task TokenThatIsRevokedElsewhereLeavesTheListAtOnce()
    {
        var token = await CreateAsync("Backup", 30);
        var card = _context.Render<LongLivedTokensCard>();
        Assert.Single(card.FindAll(".token"));

        await _house.RunAsync<RefreshTokenManager>(tokens => tokens.RevokeAsync(_userId, token.Id, RevocationReasons.Revoked, TestHouse.Actor(_userId)));

        card.WaitForAssertion(() => Assert.Empty(card.FindAll(".token")));
    }

    private async Task<IRenderedComponent<LongLivedTokensCard>> OpenAsync()
    {
        var card = _context.Render<LongLivedTokensCard>();
        // Ends only with the last dialog.
        _ = card.FindAll("button")[^1].ClickAsync();
        _dialogs.WaitForElement("#create-token");
        return card;
    }

    private async Task EnterAsync(string name, string? days = null)
    {
        await _dialogs.Find("#create-token input").InputAsync(name);
        if (days is not null)
        {
            await _dialogs.Find("input[value=custom]").ChangeAsync("custom");
            await _dialogs.WaitForElement("input[inputmode=numeric]").InputAsync(days);
        }

        await _dialogs.Find("#create-token").SubmitAsync();
    }

    private Task<RefreshToken> CreateAsync(string name, int days) => _house.RunAsync<RefreshTokenIssuer, RefreshToken>(
        issuer => issuer.CreateLongLivedAsync(name, TimeSpan.FromDays(days), null, null, TestHouse.Actor(_userId)));

    private Task<int> CountAsync() => _house.RunAsync<HomeAuthDb, int>(
        db => db.RefreshTokens.CountAsync(token => token.TokenType == TokenType.LongLivedAccessToken));

    private Task<TimeSpan> LifeAsync() => _house.RunAsync<HomeAuthDb, TimeSpan>(async db =>
    {
        var token = await db.RefreshTokens.SingleAsync(token => token.TokenType == TokenType.LongLivedAccessToken);
        return token.ExpireAt!.Value - token.CreatedAt;
    });

    private static string Words(string text) => Regex.Replace(text, @"\s+", " ");
}
