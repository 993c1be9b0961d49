using HomeAuth.App.Components.People;
using HomeAuth.Core;
using HomeAuth.Core.Users;

namespace HomeAuth.Tests.Components;

/// <summary>What a form of days and times becomes.</summary>
public sealed class LimitsDraftTests
{
    [Fact]
    public void AWeekendFromFridayEveningToSundayEvening()
    {
        var draft = new LimitsDraft(AccessLimits.None) { HasHours = true };
        foreach (var day in LimitsDraft.Week[..4])
        {
            draft.Day(day).IsOpen = false;
        }

        draft.Day(DayOfWeek.Friday).From = "18:00";
        draft.Day(DayOfWeek.Sunday).To = "20:00";
        Assert.Equal("fri 18:00-24:00; sat 00:00-24:00; sun 00:00-20:00", draft.Read().Hours!.ToString());
    }

    [Theory]
    [InlineData("mon 08:00-20:00; sat 22:00-02:00")]
    [InlineData("mon 00:00-24:00")]
    public void WhatIsShownIsWhatIsKept(string hours)
    {
        var limits = new AccessLimits(new DateOnly(2030, 2, 28), WeeklyHours.Parse(hours), true);
        Assert.Equal(limits, new LimitsDraft(limits).Read());
    }

    [Fact]
    public void NoDayAtAllAndADayThatIsNoneAreRefused()
    {
        var draft = new LimitsDraft(AccessLimits.None) { HasHours = true };
        Assert.All(LimitsDraft.Week, day => draft.Day(day).IsOpen = false);
        Assert.Equal("hours", Assert.Throws<HomeAuthException>(draft.Read).Field);
        Assert.Equal("last_day", Assert.Throws<HomeAuthException>(new LimitsDraft(AccessLimits.None) { HasEnd = true, LastDay = "soon" }.Read).Field);
    }
}
