using Bunit;
using HomeAuth.App.Components.Alerts;
using HomeAuth.App.Components.History;
using HomeAuth.App.Components.Profile;
using HomeAuth.Core;
using HomeAuth.Core.Alerts;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Notifications;
using HomeAuth.Tests.Core.Alerts;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Components;

/// <summary>What people see of alerts and of the history, on a real core.</summary>
public sealed class AlertCardsTests : IAsyncLifetime
{
    private readonly Letterbox _letterbox = new();
    private CardHouse _house = default!;

    public async ValueTask InitializeAsync()
    {
        _house = await CardHouse.OpenAsync(services: services => services.AddSingleton<Notifier>(_letterbox));
        _house.Add<AlertInbox>();
        _house.Add<AlertAnswers>();
        _house.Add<AlertChoices>();
        _house.Context.Services.AddSingleton(_house.Core.Services.GetRequiredService<HouseEvents>());
        _house.Context.Services.AddSingleton(_house.Core.Services.GetRequiredService<AlertTargets>());
        await _house.SignInAsync();
        _house.ShowDialogs();
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task PanelAndBadgeAppearTheMomentSomebodySignsInAndGoWithTheAnswer()
    {
        var (panel, badge) = (_house.Context.Render<AlertsPanel>(), _house.Context.Render<AlertBadge>());
        Assert.Empty(panel.FindAll("li"));
        Assert.Empty(badge.FindAll("a"));

        var stranger = await StrangerAsync();

        panel.WaitForAssertion(() => Assert.Contains("Safari on iPhone", panel.Find("li").TextContent, StringComparison.Ordinal));
        Assert.Contains("still signed in", panel.Find("li").TextContent, StringComparison.Ordinal);
        // It was seen where it stood, so the badge has nothing to tell any more.
        await _house.Core.RunAsync<HomeAuthDb>(async db => panel.WaitForAssertion(() => Assert.NotNull(db.Alerts.Single().SeenAt)));
        badge.WaitForAssertion(() => Assert.Empty(badge.FindAll("a")));

        await panel.FindAll("button")[1].ClickAsync();
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("li")));
        Assert.EndsWith("/profile/security?not-me=1#password", _house.Context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.False(await _house.Core.RunAsync<HomeAuthDb, bool>(db => db.RefreshTokens.AnyAsync(token => token.Id == stranger.Id)));
    }

    [Fact]
    public async Task BadgeCountsWhatNobodyHasSeen()
    {
        var badge = _house.Context.Render<AlertBadge>();
        await StrangerAsync();
        badge.WaitForAssertion(() => Assert.Equal("/#alerts", badge.Find("a").GetAttribute("href")));
        Assert.Contains("1 new alert", badge.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItWasMeKeepsTheDevice()
    {
        var stranger = await StrangerAsync();
        var panel = _house.Context.Render<AlertsPanel>();
        await panel.FindAll("button")[0].ClickAsync();
        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll("li")));
        Assert.True(await _house.Core.RunAsync<HomeAuthDb, bool>(db => db.RefreshTokens.AnyAsync(token => token.Id == stranger.Id)));
    }

    [Fact]
    public async Task CardSavesWhereOfWhatAndWhenNot()
    {
        var card = _house.Context.Render<AlertsCard>();
        await card.Find("input[type=radio][value=letterbox]").ChangeAsync("letterbox");
        await card.Find("#alert-target").InputAsync("anna@example.org");
        await card.FindAll("form")[0].SubmitAsync();
        card.WaitForAssertion(() => Assert.Contains("Send a test message", card.Markup, StringComparison.Ordinal));
        await card.FindAll("form")[0].QuerySelectorAll("button")[1].ClickAsync();
        card.WaitForAssertion(() => Assert.Equal("anna@example.org", Assert.Single(_letterbox.Messages).Target));

        await card.Find("input[type=checkbox][value=new_place]").ChangeAsync(false);
        await card.Find("#has-quiet").ChangeAsync(true);
        await card.Find("#quiet-from").ChangeAsync("21:30:00");
        await card.FindAll("form")[1].SubmitAsync();

        card.WaitForAssertion(() => Assert.Equal("21:30", card.Find("#quiet-from").GetAttribute("value")));
        var saved = await _house.Core.RunAsync<AlertChoices, AlertChoiceView>(choices => choices.FindAsync(_house.OwnerId));
        Assert.Equal((new AlertTarget("letterbox", "anna@example.org"), new QuietHours(new(21, 30), new(7, 0))), (saved.Target, saved.Quiet));
        Assert.Equal([AlertKinds.NewPlace], saved.SilentKinds);
    }

    [Fact]
    public async Task CardSaysWhatIsWrongWithATarget()
    {
        var card = _house.Context.Render<AlertsCard>();
        await card.Find("input[type=radio][value=letterbox]").ChangeAsync("letterbox");
        await card.FindAll("form")[0].SubmitAsync();
        card.WaitForAssertion(() => Assert.NotEmpty(card.FindAll(".mud-input-error")));
        Assert.Null((await _house.Core.RunAsync<AlertChoices, AlertChoiceView>(choices => choices.FindAsync(_house.OwnerId))).Target);
    }

    [Fact]
    public void EventSaysWhoWhatWhyAndWithWhat()
    {
        var entry = new SecurityEvent
        {
            At = _house.Core.Time.GetUtcNow(),
            Type = SecurityEventTypes.Login,
            Succeeded = false,
            Detail = ErrorCodes.InvalidAuth,
            UserId = "gone",
            ActorId = _house.OwnerId,
            Address = "203.0.113.9",
            UserAgent = "<b>Firefox/1</b> (Windows)",
        };
        var list = _house.Context.Render<HistoryList>(parameters => parameters
            .Add(one => one.Events, [entry]).Add(one => one.Names, new Dictionary<string, string> { [_house.OwnerId] = "Anna" }).Add(one => one.Label, "x").Add(one => one.ShowsPerson, true));
        var text = list.Find("li").TextContent;
        foreach (var part in new[] { "Sign-in", "failed", "somebody who is gone", "by Anna", "Reason:", "203.0.113.9", "Firefox on Windows" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Empty(list.FindAll("b"));
    }

    [Fact]
    public void ChartIsATableToo()
    {
        var chart = _house.Context.Render<SignInChart>(parameters => parameters.Add(one => one.Days, [new(new(2026, 2, 28), 4, 1), new(new(2026, 3, 1), 0, 0)]));
        Assert.Contains("4 sign-ins, 1 failed try", chart.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(["0", "0", "4", "1"], chart.FindAll("td").Select(cell => cell.TextContent));
        Assert.NotEqual("0", chart.FindAll("rect[fill]")[0].GetAttribute("height"));
    }

    private Task<RefreshToken> StrangerAsync() => _house.Core.RunAsync<HomeAuth.Core.Tokens.RefreshTokenIssuer, RefreshToken>(
        tokens => tokens.CreateBrowserSessionAsync(_house.OwnerId, null, true, null, AlertHouse.Origin(AlertHouse.Away, AlertHouse.Safari)));
}
