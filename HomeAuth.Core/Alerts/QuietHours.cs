using HomeAuth.Core.Users;

namespace HomeAuth.Core.Alerts;

/// <summary>Hours of each day in which no message is sent, by the clock of the house; they may go over midnight.</summary>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; the same as the beginning for a whole day.</param>
public sealed record QuietHours(TimeOnly From, TimeOnly To)
{
    /// <summary>When they end, seen from a moment in them; null when the moment is not in them.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var shown = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var time = TimeOnly.FromDateTime(shown);
        if (From < To ? time < From || time >= To : time < From && time >= To)
        {
            return null;
        }

        var day = time < To ? shown.Date : shown.Date.AddDays(1);
        // The first time at which the clock shows it after the moment: when it is set back, it shows the same hour twice.
        var end = HouseClock.First(zone, (day + To.ToTimeSpan()).Ticks);
        return end > moment ? end : HouseClock.Last(zone, (day + To.ToTimeSpan()).Ticks);
    }
}
