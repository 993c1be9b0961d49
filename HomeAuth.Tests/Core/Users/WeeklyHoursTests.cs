using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Users;

namespace HomeAuth.Tests.Core.Users;

public sealed class WeeklyHoursTests
{
    private const string Weekend = "fri 18:00-24:00; sat 00:00-24:00; sun 00:00-20:00";
    private const string Always = "mon 00:00-24:00; tue 00:00-24:00; wed 00:00-24:00; thu 00:00-24:00; fri 00:00-24:00; sat 00:00-24:00; sun 00:00-24:00";

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static TheoryData<string> Invalid { get; } =
    [
        "", " ", ";", "mon", "mon 08:00", "08:00-20:00", "mon 08:00-20:00;", "; mon 08:00-20:00", "monday 08:00-20:00", "mo 08:00-20:00",
        "mon 8:00-20:00", "mon 08.00-20.00", "mon 08:00 - 20:00", "mon 08:00–20:00", "mon 08:00-20:00-22:00", "mon 08:00-20:0", "mon 08:00-20:000",
        "mon 08:60-20:00", "mon 08:00-24:01", "mon 08:00-25:00", "mon 24:00-08:00", "mon -8:00-20:00", "mon +8:00-20:00", "mon 08:00-20:-1",
        "mon 08:00-08:00", "mon 00:00-00:00", "mon 24:00-24:00", "mon ٠٨:00-20:00", "mon 08:00-20:00, 21:00-22:00", "mon,tue 08:00-20:00",
        "mon 08:00-20:00 tue 08:00-20:00", "mon 08:00-20:00\ntue 08:00-20:00",
        string.Join(';', Enumerable.Range(0, WeeklyHours.MaxWindows + 1).Select(minute => $"mon 08:{minute:00}-20:00")),
    ];

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void WhatIsNoHoursIsRefused(string text)
    {
        var refusal = Assert.Throws<HomeAuthException>(() => WeeklyHours.Parse(text));
        Assert.Equal((ErrorCodes.HoursInvalid, "hours"), (refusal.Code, refusal.Field));
    }

    [Theory]
    [InlineData("mon 08:00-20:00", "mon 08:00-20:00")]
    [InlineData(" SUN 20:00-22:00;mon  08:00-12:00 ; Mon 07:00-08:00", "mon 07:00-08:00; mon 08:00-12:00; sun 20:00-22:00")]
    [InlineData("sat 22:00-02:00; sat 22:00-23:00; sat 22:00-23:00", "sat 22:00-23:00; sat 22:00-02:00")]
    [InlineData("fri 18:00-00:00; fri 18:00-24:00", "fri 18:00-24:00")]
    [InlineData("wed 00:00-24:00; wed 23:59-00:01", "wed 00:00-24:00; wed 23:59-00:01")]
    public void HoursAreWrittenInTheOrderOfTheWeek(string text, string written)
    {
        var hours = WeeklyHours.Parse(text);
        Assert.Equal(written, hours.ToString());
        Assert.Equal(hours, WeeklyHours.Parse(written));
        Assert.Equal(hours.GetHashCode(), WeeklyHours.Parse(written).GetHashCode());
        Assert.NotEqual(hours, WeeklyHours.Parse("tue 08:00-20:00"));
    }

    [Fact]
    public void FiftyWindowsAreRead()
    {
        var text = string.Join(';', Enumerable.Range(0, WeeklyHours.MaxWindows).Select(minute => $"mon 08:{minute:00}-20:00"));
        Assert.Equal(WeeklyHours.MaxWindows, WeeklyHours.Parse(text).Windows.Count);
        Assert.Equal(new OpenHours(DayOfWeek.Monday, 8 * 60, 20 * 60), WeeklyHours.Parse(text).Windows[0]);
    }

    // 2026-11-23 is a Monday. Each opens and closes at these instants, and not a second earlier.
    [Theory]
    [InlineData("mon 08:00-20:00", "2026-11-23T08:00+01:00", "2026-11-23T20:00+01:00", "2026-11-30T08:00+01:00")]
    [InlineData("mon 08:00-12:00; mon 13:00-20:00", "2026-11-23T08:00+01:00", "2026-11-23T12:00+01:00", "2026-11-23T13:00+01:00")]
    [InlineData("mon 08:00-12:00; mon 12:00-20:00; mon 11:00-11:30", "2026-11-23T08:00+01:00", "2026-11-23T20:00+01:00", "2026-11-30T08:00+01:00")]
    [InlineData("sat 22:00-02:00", "2026-11-28T22:00+01:00", "2026-11-29T02:00+01:00", "2026-12-05T22:00+01:00")]
    [InlineData("sat 22:00-02:00; sun 02:00-03:00; sun 01:00-01:30", "2026-11-28T22:00+01:00", "2026-11-29T03:00+01:00", "2026-12-05T22:00+01:00")]
    [InlineData("sat 10:00-09:59", "2026-11-28T10:00+01:00", "2026-11-29T09:59+01:00", "2026-12-05T10:00+01:00")]
    [InlineData(Weekend, "2026-11-27T18:00+01:00", "2026-11-29T20:00+01:00", "2026-12-04T18:00+01:00")]
    [InlineData("sun 20:00-24:00; mon 00:00-06:00", "2026-11-29T20:00+01:00", "2026-11-30T06:00+01:00", "2026-12-06T20:00+01:00")]
    [InlineData("sun 20:00-06:00", "2026-11-29T20:00+01:00", "2026-11-30T06:00+01:00", "2026-12-06T20:00+01:00")]
    [InlineData("wed 00:00-24:00", "2026-11-25T00:00+01:00", "2026-11-26T00:00+01:00", "2026-12-02T00:00+01:00")]
    public void HoursOpenAndCloseToTheSecond(string text, string opens, string closes, string opensAgain) =>
        AssertSpan(WeeklyHours.Parse(text), Berlin, At(opens), At(closes), At(opensAgain));

    // The last Sundays of March and October 2026: 02:00 becomes 03:00 at 01:00 UTC, 03:00 becomes 02:00 at 01:00 UTC.
    [Theory]
    [InlineData("sun 01:00-02:00", "2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-04-04T23:00Z")]
    [InlineData("sun 01:00-02:30", "2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-04-04T23:00Z")]
    [InlineData("sun 02:30-04:00", "2026-03-29T01:00Z", "2026-03-29T02:00Z", "2026-04-05T00:30Z")]
    [InlineData("sun 03:00-04:00", "2026-03-29T01:00Z", "2026-03-29T02:00Z", "2026-04-05T01:00Z")]
    [InlineData("sat 22:00-06:00", "2026-03-28T21:00Z", "2026-03-29T04:00Z", "2026-04-04T20:00Z")]
    [InlineData("sun 01:00-02:00; sun 03:00-04:00", "2026-03-29T00:00Z", "2026-03-29T02:00Z", "2026-04-04T23:00Z")]
    [InlineData("sun 01:00-02:00", "2026-10-24T23:00Z", "2026-10-25T01:00Z", "2026-11-01T00:00Z")]
    [InlineData("sun 01:00-02:30", "2026-10-24T23:00Z", "2026-10-25T01:30Z", "2026-11-01T00:00Z")]
    [InlineData("sun 02:30-02:45", "2026-10-25T00:30Z", "2026-10-25T01:45Z", "2026-11-01T01:30Z")]
    [InlineData("sun 02:30-04:00", "2026-10-25T00:30Z", "2026-10-25T03:00Z", "2026-11-01T01:30Z")]
    [InlineData("sun 03:00-04:00", "2026-10-25T02:00Z", "2026-10-25T03:00Z", "2026-11-01T02:00Z")]
    [InlineData("sat 22:00-06:00", "2026-10-24T20:00Z", "2026-10-25T05:00Z", "2026-10-31T21:00Z")]
    [InlineData(Weekend, "2026-03-27T17:00Z", "2026-03-29T18:00Z", "2026-04-03T16:00Z")]
    [InlineData(Weekend, "2026-10-23T16:00Z", "2026-10-25T19:00Z", "2026-10-30T17:00Z")]
    public void HoursAreNotShorterThanWrittenWhenTheClockChanges(string text, string opens, string closes, string opensAgain) =>
        AssertSpan(WeeklyHours.Parse(text), Berlin, At(opens), At(closes), At(opensAgain));

    // Midnights that do not exist (Asunción, Cairo, São Paulo, Beirut) or come twice (Havana), and a day that does not (Friday in Apia).
    [Theory]
    [InlineData("America/Asuncion", "sun 00:00-06:00", "2023-10-01T04:00Z", "2023-10-01T09:00Z", "2023-10-08T03:00Z")]
    [InlineData("America/Asuncion", "sat 18:00-24:00", "2023-09-30T22:00Z", "2023-10-01T04:00Z", "2023-10-07T21:00Z")]
    [InlineData("America/Asuncion", "sat 18:00-24:00; sun 00:00-06:00", "2023-09-30T22:00Z", "2023-10-01T09:00Z", "2023-10-07T21:00Z")]
    [InlineData("America/Asuncion", "sat 18:00-00:30", "2023-09-30T22:00Z", "2023-10-01T04:00Z", "2023-10-07T21:00Z")]
    [InlineData("Africa/Cairo", "thu 20:00-24:00; fri 00:00-02:00", "2026-04-23T18:00Z", "2026-04-23T23:00Z", "2026-04-30T17:00Z")]
    [InlineData("Africa/Cairo", "fri 00:00-24:00", "2026-04-23T22:00Z", "2026-04-24T21:00Z", "2026-04-30T21:00Z")]
    [InlineData("Africa/Cairo", "thu 22:00-23:30", "2026-10-29T19:00Z", "2026-10-29T21:30Z", "2026-11-05T20:00Z")]
    [InlineData("America/Sao_Paulo", "sun 00:00-24:00", "2018-11-04T03:00Z", "2018-11-05T02:00Z", "2018-11-11T02:00Z")]
    [InlineData("Asia/Beirut", "sun 00:30-02:00", "2026-03-28T22:00Z", "2026-03-28T23:00Z", "2026-04-04T21:30Z")]
    [InlineData("America/Havana", "sat 20:00-24:00", "2026-11-01T00:00Z", "2026-11-01T05:00Z", "2026-11-08T01:00Z")]
    [InlineData("America/Havana", "sun 00:00-24:00", "2026-11-01T04:00Z", "2026-11-02T05:00Z", "2026-11-08T05:00Z")]
    [InlineData("Pacific/Apia", "thu 20:00-24:00; sat 00:00-02:00", "2011-12-30T06:00Z", "2011-12-30T12:00Z", "2012-01-05T06:00Z")]
    public void HoursOpenAndCloseWhereTheClockChangesAtMidnight(string zone, string text, string opens, string closes, string opensAgain) =>
        AssertSpan(WeeklyHours.Parse(text), TimeZoneInfo.FindSystemTimeZoneById(zone), At(opens), At(closes), At(opensAgain));

    [Fact]
    public void AWindowThatTheClockLeavesOutOpensAWeekLater()
    {
        var hours = WeeklyHours.Parse("sun 02:15-02:45");
        Assert.Equal(At("2026-04-05T00:15Z"), hours.OpensAt(At("2026-03-28T12:00Z"), Berlin));
        Assert.False(hours.IsOpen(At("2026-03-29T01:00Z"), Berlin));
    }

    [Fact]
    public void APauseThatTheClockLeavesOutDoesNotClose()
    {
        var hours = WeeklyHours.Parse("sun 03:00-02:00; mon 02:00-24:00; tue 00:00-24:00; wed 00:00-24:00; thu 00:00-24:00; fri 00:00-24:00; sat 00:00-24:00; sun 00:00-02:00");
        Assert.Equal(At("2026-03-22T01:00Z"), hours.ClosesAt(At("2026-03-16T12:00Z"), Berlin));
        Assert.Equal(At("2026-04-05T00:00Z"), hours.ClosesAt(At("2026-03-23T12:00Z"), Berlin));
    }

    [Theory]
    [InlineData(Always)]
    [InlineData("sun 12:00-11:00; mon 11:00-24:00; tue 00:00-24:00; wed 00:00-24:00; thu 00:00-24:00; fri 00:00-24:00; sat 00:00-11:59; sat 11:59-11:58; sun 11:58-12:00")]
    public void HoursWithoutAPauseNeverClose(string text)
    {
        var hours = WeeklyHours.Parse(text);
        foreach (var start in new[] { At("2026-03-23T00:00Z"), At("2026-10-19T00:00Z") })
        {
            for (var now = start; now < start.AddDays(14); now = now.AddMinutes(30))
            {
                Assert.Equal((true, null, null), (hours.IsOpen(now, Berlin), hours.ClosesAt(now, Berlin), hours.OpensAt(now, Berlin)));
            }
        }
    }

    [Fact]
    public void HoursWithAPauseOfAMinuteClose()
    {
        var hours = WeeklyHours.Parse(Always.Replace("sun 00:00-24:00", "sun 00:00-23:59", StringComparison.Ordinal));
        Assert.Equal(At("2026-11-29T23:59+01:00"), hours.ClosesAt(At("2026-11-23T00:00+01:00"), Berlin));
        Assert.Equal(At("2026-11-30T00:00+01:00"), hours.OpensAt(At("2026-11-29T23:59+01:00"), Berlin));
    }

    [Fact]
    public void TheZoneOfTheQuestionDoesNotMatter()
    {
        var hours = WeeklyHours.Parse("mon 00:00-01:00");
        Assert.True(hours.IsOpen(At("2026-11-22T15:30-08:00"), Berlin));
        Assert.False(hours.IsOpen(At("2026-11-23T00:30Z"), Berlin));
    }

    private static void AssertSpan(WeeklyHours hours, TimeZoneInfo zone, DateTimeOffset opens, DateTimeOffset closes, DateTimeOffset opensAgain)
    {
        var second = TimeSpan.FromSeconds(1);
        AssertClosed(hours, zone, opens - second, opens);
        AssertOpen(hours, zone, opens, closes);
        AssertOpen(hours, zone, closes - second, closes);
        AssertClosed(hours, zone, closes, opensAgain);
        AssertClosed(hours, zone, opensAgain - second, opensAgain);
        Assert.True(hours.IsOpen(opensAgain, zone));
    }

    private static void AssertOpen(WeeklyHours hours, TimeZoneInfo zone, DateTimeOffset now, DateTimeOffset closes) =>
        Assert.Equal((true, closes, null), (hours.IsOpen(now, zone), hours.ClosesAt(now, zone), hours.OpensAt(now, zone)));

    private static void AssertClosed(WeeklyHours hours, TimeZoneInfo zone, DateTimeOffset now, DateTimeOffset opens) =>
        Assert.Equal((false, null, opens), (hours.IsOpen(now, zone), hours.ClosesAt(now, zone), hours.OpensAt(now, zone)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
