using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Core.Users;

namespace HomeAuth.App.Components.Shared;

/// <summary>When and from where somebody may come, in words; by the clock of the house.</summary>
public static class AccessWords
{
    /// <summary>Why somebody may not come now or sign in, and when they may again if that is known.</summary>
    public static string Refusal(Texts text, string code, DateTimeOffset? opensAt, TimeZoneInfo zone) =>
        opensAt is { } at ? $"{text.Error(code)} {text["access.opens", Day(at, zone), Time(at, zone)]}" : text.Error(code);

    /// <summary>Each limit as a sentence; none for somebody who may always come.</summary>
    public static IEnumerable<string> Limits(Texts text, AccessLimits limits)
    {
        if (limits.LastDay is { } day)
        {
            yield return text["access.last_day", Day(day)];
        }

        if (limits.Hours is { } hours)
        {
            yield return text["access.hours", string.Join(text["access.separator"], hours.Windows.Select(window => Window(text, window)))];
        }

        if (limits.AtHomeOnly)
        {
            yield return text["access.at_home"];
        }
    }

    /// <summary>A day with its name.</summary>
    public static string Day(DateOnly day) => day.ToString("D", CultureInfo.CurrentCulture);

    /// <summary>The day of an instant with its name.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("D", CultureInfo.CurrentCulture);

    /// <summary>The time of an instant.</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("t", CultureInfo.CurrentCulture);

    private static string Window(Texts text, OpenHours window)
    {
        var end = Clock(text, window.ToMinute);
        return text["access.window", DayName(window.Day), Clock(text, window.FromMinute), window.EndsNextDay ? $"{DayName((DayOfWeek)(((int)window.Day + 1) % 7))} {end}" : end];
    }

    private static string DayName(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day);

    private static string Clock(Texts text, int minute) => minute == 24 * 60
        ? text["access.midnight"]
        : new TimeOnly(minute / 60, minute % 60).ToString("t", CultureInfo.CurrentCulture);
}
