using HomeAuth.Core;
using HomeAuth.Core.Alerts;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Preferences;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static HomeAuth.Tests.Core.Alerts.AlertHouse;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Alerts;

/// <summary>How messages of alerts leave: once, later, or not at all.</summary>
public sealed class AlertDeliveryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, DatabaseData]
    public async Task MessageLeavesOnceForWhoeverChoseAWayAndNeverForOthers(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.SignInAsync(Away, Safari);
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);

        // What was before the choice stays in the app.
        await house.ChooseAsync();
        await house.SignInAsync(Away, null);
        await house.DeliverAsync();
        await house.DeliverAsync();

        Assert.Equal("anna@example.org", Assert.Single(house.Letterbox.Messages).Target);
        Assert.Equal(2, (await house.OpenAlertsAsync()).Count(alert => alert.Kind == AlertKinds.NewDevice));
    }

    [Theory, DatabaseData]
    public async Task BrokenServerIsTriedLaterAFewTimesAndHoldsUpNoOther(DatabaseProvider provider)
    {
        var push = new Letterbox("push");
        await using var house = await AlertHouse.OpenAsync(provider, services => services.AddSingleton<Notifier>(push));
        var ben = await house.Core.AddPersonAsync("ben");
        await house.SignInAsync(Home, Chrome, userId: ben.Id);
        await house.ChooseAsync();
        await house.Core.RunAsync<AlertChoices>(choices => choices.SetTargetAsync(new AlertTarget("push", "ben"), new Actor(ben.Id, null, Origin(Home, Chrome))));
        house.Letterbox.IsBroken = true;
        await house.SignInAsync(Away, Safari);
        await house.SignInAsync(Away, Safari, userId: ben.Id);

        await house.DeliverAsync();
        Assert.Single(push.Messages);
        Assert.Empty(house.Letterbox.Messages);

        house.Core.Time.Advance(TimeSpan.FromMinutes(1) - Second);
        await house.DeliverAsync();
        Assert.Equal(1, await AttemptsAsync(house));
        house.Core.Time.Advance(Second);
        await house.DeliverAsync();
        Assert.Equal(2, await AttemptsAsync(house));

        house.Letterbox.IsBroken = false;
        house.Core.Time.Advance(TimeSpan.FromMinutes(2));
        await house.DeliverAsync();
        Assert.Single(house.Letterbox.Messages);
        Assert.Single(push.Messages);
    }

    [Fact]
    public async Task MessageIsGivenUpInTheEnd()
    {
        await using var house = await AlertHouse.OpenAsync();
        await house.ChooseAsync();
        house.Letterbox.IsBroken = true;
        await house.SignInAsync(Away, Safari);
        for (var i = 0; i < AlertPost.MostAttempts + 3; i++)
        {
            await house.DeliverAsync();
            house.Core.Time.Advance(TimeSpan.FromHours(13));
        }

        Assert.Equal(AlertPost.MostAttempts, await AttemptsAsync(house));
        Assert.Contains(await house.OpenAlertsAsync(), alert => alert.Kind == AlertKinds.NewDevice);
        house.Letterbox.IsBroken = false;
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);
    }

    [Theory, DatabaseData]
    public async Task HouseThatStoppedInTheMiddleOfSendingTriesAgain(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        await house.SignInAsync(Away, Safari);
        using var stop = new CancellationTokenSource();
        house.Letterbox.Sending = _ => stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Core.Services.GetRequiredService<AlertDelivery>().RunOnceAsync(stop.Token));
        Assert.Empty(house.Letterbox.Messages);

        house.Letterbox.Sending = _ => Task.CompletedTask;
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);
        house.Core.Time.Advance(TimeSpan.FromMinutes(1));
        await house.DeliverAsync();
        Assert.Single(house.Letterbox.Messages);
    }

    [Theory, DatabaseData]
    public async Task OfManyThatLookAtOnceOneSends(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        await house.SignInAsync(Away, Safari);
        var alertId = await house.Core.RunAsync<HomeAuthDb, string>(db => db.Alerts.Where(alert => alert.Kind == AlertKinds.NewDevice).Select(alert => alert.Id).SingleAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => house.Core.RunAsync<AlertPost, bool>(post => post.SendAsync(alertId)))));

        Assert.Single(house.Letterbox.Messages);
    }

    [Theory, DatabaseData]
    public async Task MessagesWaitForTheEndOfTheQuietHoursAndTheAppDoesNot(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        await house.DeliverAsync();
        await house.Core.RunAsync<AlertChoices>(choices => choices.SetQuietAsync([], new QuietHours(new(22, 0), new(7, 0)), house.Anna));
        // 1 March, 22:00 by the clock of the house, which is UTC's.
        house.Core.Time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 22, 0, 0, TimeSpan.Zero));
        await house.SignInAsync(Away, Safari);
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);
        Assert.Contains(await house.OpenAlertsAsync(), alert => alert.Kind == AlertKinds.NewDevice);

        house.Core.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 6, 59, 59, TimeSpan.Zero));
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);
        house.Core.Time.Advance(Second);
        await house.DeliverAsync();
        Assert.Single(house.Letterbox.Messages);
        Assert.Equal(1, await AttemptsAsync(house));
    }

    [Theory, DatabaseData]
    public async Task KindThatIsSwitchedOffSendsNothingAndStaysInTheApp(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await house.ChooseAsync();
        await house.Core.RunAsync<AlertChoices>(choices => choices.SetQuietAsync([AlertKinds.FactorsChanged], null, house.Anna));
        await house.Core.PrintCodesAsync(house.AnnaId);
        await house.DeliverAsync();
        Assert.Empty(house.Letterbox.Messages);
        Assert.Contains(await house.OpenAlertsAsync(), alert => alert.Kind == AlertKinds.FactorsChanged);
        await RefusedAsync(ErrorCodes.InvalidScope, () => house.Core.RunAsync<AlertChoices>(choices => choices.SetQuietAsync([AlertKinds.TargetChanged], null, house.Anna)));
    }

    [Fact]
    public async Task TargetNeedsARecentProofAndMustBeOneThatCanBe()
    {
        await using var house = await AlertHouse.OpenAsync();
        await RefusedAsync(ErrorCodes.InvalidTarget, () => house.ChooseAsync(" "));
        await RefusedAsync(ErrorCodes.InvalidTarget, () => house.ChooseAsync(new string('x', 321)));
        await RefusedAsync(ErrorCodes.InvalidTarget, () => house.Core.RunAsync<AlertChoices>(choices => choices.SetTargetAsync(new AlertTarget("pigeon", "anna"), house.Anna)));
        house.Core.Time.Advance(TimeSpan.FromMinutes(10));
        var asked = house.Anna with { AsksAgain = true };
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.Core.RunAsync<AlertChoices>(choices => choices.SetTargetAsync(null, asked)));
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.Core.RunAsync<AlertChoices>(choices => choices.SetQuietAsync([], null, asked)));
    }

    [Theory, DatabaseData]
    public async Task TestMessageIsSentInThePersonsLanguageOnceAMinute(DatabaseProvider provider)
    {
        await using var house = await AlertHouse.OpenAsync(provider);
        await RefusedAsync(ErrorCodes.InvalidTarget, () => TestAsync(house));
        await house.ChooseAsync();
        await house.Core.RunAsync<UserPreferences>(preferences => preferences.SetLanguageAsync(house.AnnaId, "de"));
        await TestAsync(house);
        await RefusedAsync(ErrorCodes.TooManyMessages, () => TestAsync(house));
        house.Core.Time.Advance(AlertChoices.BetweenTests);
        await TestAsync(house);
        Assert.Equal(2, house.Letterbox.Messages.Count);
    }

    [Theory]
    // From, to, moment, end: by day, over midnight, a whole day; at the border and one minute before.
    [InlineData("12:00", "14:00", "2026-03-01T11:59", null)]
    [InlineData("12:00", "14:00", "2026-03-01T12:00", "2026-03-01T14:00")]
    [InlineData("12:00", "14:00", "2026-03-01T14:00", null)]
    [InlineData("22:00", "07:00", "2026-03-01T23:30", "2026-03-02T07:00")]
    [InlineData("22:00", "07:00", "2026-03-02T06:59", "2026-03-02T07:00")]
    [InlineData("22:00", "07:00", "2026-03-02T07:00", null)]
    [InlineData("08:00", "08:00", "2026-03-01T09:00", "2026-03-02T08:00")]
    public void QuietHoursEndWhereTheyWereSaidTo(string from, string to, string moment, string? end)
    {
        var quiet = new QuietHours(TimeOnly.Parse(from, null), TimeOnly.Parse(to, null));
        Assert.Equal(
            end is null ? null : DateTimeOffset.Parse(end + "Z", null),
            quiet.EndAfter(DateTimeOffset.Parse(moment + "Z", null), TimeZoneInfo.Utc));
    }

    [Fact]
    public void QuietHoursFollowAClockThatIsSetForwardAndBack()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var quiet = new QuietHours(new(22, 0), new(2, 30));
        // 02:30 is left out on 29 March 2026 and comes twice on 25 October 2026.
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T01:00Z", null), quiet.EndAfter(DateTimeOffset.Parse("2026-03-28T23:00Z", null), berlin));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30Z", null), quiet.EndAfter(DateTimeOffset.Parse("2026-10-24T22:00Z", null), berlin));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T01:30Z", null), quiet.EndAfter(DateTimeOffset.Parse("2026-10-25T01:10Z", null), berlin));
    }

    private static Task TestAsync(AlertHouse house) => house.Core.RunAsync<AlertChoices>(choices => choices.TestAsync(house.Anna));

    private static Task<int> AttemptsAsync(AlertHouse house) => house.Core.RunAsync<HomeAuthDb, int>(
        db => db.Alerts.Where(alert => alert.Kind == AlertKinds.NewDevice && alert.UserId == house.AnnaId).Select(alert => alert.Attempts).SingleAsync());
}
