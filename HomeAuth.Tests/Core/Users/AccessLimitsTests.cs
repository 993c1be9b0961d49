using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Users;

namespace HomeAuth.Tests.Core.Users;

public sealed class AccessLimitsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void SomebodyWithoutLimitsMayAlwaysCome()
    {
        Assert.Null(AccessLimits.None.Judge(At("2026-11-24T12:00Z"), Berlin, isHome: false));
        Assert.Null(AccessLimits.None.ChangesAt(At("2026-11-24T12:00Z"), Berlin));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-11-24", "2026-11-24T23:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-29T22:00Z")]
    [InlineData("America/Los_Angeles", "2026-11-24", "2026-11-25T08:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-11-24", "2026-11-24T10:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23", "2026-04-23T22:00Z")]
    [InlineData("America/Asuncion", "2023-09-30", "2023-10-01T04:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00Z")]
    [InlineData("America/Havana", "2026-10-31", "2026-11-01T04:00Z")]
    public void AccessEndsWithTheLastDayInTheHouse(string zoneId, string lastDay, string end)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var limits = AccessLimits.None with { LastDay = Day(lastDay) };
        Assert.Null(limits.Judge(At(end) - Second, zone, isHome: false));
        Assert.Equal(At(end), limits.ChangesAt(At(end) - Second, zone));
        Assert.Equal(new(ErrorCodes.AccessEnded, null), limits.Judge(At(end), zone, isHome: true));
        Assert.Null(limits.ChangesAt(At(end), zone));
    }

    [Theory]
    [InlineData("0001-01-01", true)]
    [InlineData("9999-12-31", false)]
    public void ADayAtTheBorderOfTheCalendarIsJudgedAsAnyOther(string lastDay, bool ended)
    {
        foreach (var zone in new[] { "Pacific/Kiritimati", "Pacific/Pago_Pago" }.Select(TimeZoneInfo.FindSystemTimeZoneById))
        {
            var limits = AccessLimits.None with { LastDay = Day(lastDay) };
            Assert.Equal(ended, limits.Judge(At("2026-11-24T12:00Z"), zone, isHome: true)?.Code == ErrorCodes.AccessEnded);
            Assert.Equal(ended, limits.ChangesAt(At("2026-11-24T12:00Z"), zone) is null);
        }
    }

    [Fact]
    public void SomebodyWhoMayComeFromHomeOnlyIsRefusedElsewhereAndTimeDoesNotChangeIt()
    {
        var limits = AccessLimits.None with { AtHomeOnly = true };
        Assert.Null(limits.Judge(At("2026-11-24T12:00Z"), Berlin, isHome: true));
        Assert.Equal(new(ErrorCodes.LocalOnly, null), limits.Judge(At("2026-11-24T12:00Z"), Berlin, isHome: false));
        Assert.Null(limits.ChangesAt(At("2026-11-24T12:00Z"), Berlin));
    }

    // Mondays from 08:00 to 20:00, last on Monday the 30th; it is 12:00, 21:00, and after the end.
    [Theory]
    [InlineData("2026-11-23T12:00+01:00", true, null, null)]
    [InlineData("2026-11-23T12:00+01:00", false, "local_only", null)]
    [InlineData("2026-11-23T21:00+01:00", true, "outside_hours", "2026-11-30T08:00+01:00")]
    [InlineData("2026-11-23T21:00+01:00", false, "local_only", null)]
    [InlineData("2026-11-30T21:00+01:00", true, "outside_hours", null)]
    [InlineData("2026-12-01T00:00+01:00", true, "access_ended", null)]
    [InlineData("2026-12-07T12:00+01:00", false, "access_ended", null)]
    public void TheFirstReasonIsNamedAndWhenHoursOpenNext(string now, bool isHome, string? code, string? opens)
    {
        var limits = new AccessLimits(Day("2026-11-30"), WeeklyHours.Parse("mon 08:00-20:00"), AtHomeOnly: true);
        var expected = code is null ? null : new AccessRefusal(code, opens is null ? null : At(opens));
        Assert.Equal(expected, limits.Judge(At(now), Berlin, isHome));
    }

    [Fact]
    public void HoursThatWouldOpenAtTheEndDoNotOpen()
    {
        var limits = new AccessLimits(Day("2026-11-23"), WeeklyHours.Parse("tue 00:00-20:00"), AtHomeOnly: false);
        Assert.Equal(new(ErrorCodes.OutsideHours, null), limits.Judge(At("2026-11-23T23:59+01:00"), Berlin, isHome: true));
        Assert.Equal(new(ErrorCodes.OutsideHours, At("2026-11-24T00:00+01:00")), (limits with { LastDay = Day("2026-11-24") }).Judge(At("2026-11-23T23:59+01:00"), Berlin, isHome: true));
    }

    [Theory]
    [InlineData("2026-11-23T07:59+01:00", "2026-11-23T08:00+01:00")]
    [InlineData("2026-11-23T08:00+01:00", "2026-11-23T20:00+01:00")]
    [InlineData("2026-11-23T20:00+01:00", "2026-11-29T22:00+01:00")]
    [InlineData("2026-11-29T22:00+01:00", "2026-11-30T00:00+01:00")]
    [InlineData("2026-11-30T00:00+01:00", null)]
    public void TheNextTurnIsThatOfTheHoursOrTheEnd(string now, string? turn)
    {
        var limits = new AccessLimits(Day("2026-11-29"), WeeklyHours.Parse("mon 08:00-20:00; sun 22:00-02:00"), AtHomeOnly: false);
        Assert.Equal(turn is null ? null : At(turn), limits.ChangesAt(At(now), Berlin));
    }

    [Fact]
    public void TheEndIsATurnAlsoOutsideOfHours()
    {
        var limits = new AccessLimits(Day("2026-11-24"), WeeklyHours.Parse("mon 08:00-20:00"), AtHomeOnly: false);
        Assert.Equal(At("2026-11-25T00:00+01:00"), limits.ChangesAt(At("2026-11-23T20:00+01:00"), Berlin));
    }

    [Fact]
    public void LimitsWithTheSameHoursAreEqual()
    {
        var limits = new AccessLimits(null, WeeklyHours.Parse("mon 08:00-20:00"), AtHomeOnly: false);
        Assert.Equal(limits, limits with { Hours = WeeklyHours.Parse("MON 08:00-20:00") });
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
