using System.Globalization;
using HomeAuth.Core;
using HomeAuth.Core.Users;

namespace HomeAuth.App.Components.People;

/// <summary>Limits as they are being edited: one window a day, which is what households want; more of them, set by a program, are kept until somebody edits.</summary>
public sealed class LimitsDraft
{
    public static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    private readonly Dictionary<DayOfWeek, DayDraft> _days;

    public LimitsDraft(AccessLimits limits)
    {
        AtHomeOnly = limits.AtHomeOnly;
        LastDay = limits.LastDay?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        HasEnd = limits.LastDay is not null;
        HasHours = limits.Hours is not null;
        _days = Week.ToDictionary(day => day, day => new DayDraft(limits.Hours?.Windows.FirstOrDefault(window => window.Day == day), limits.Hours is null));
        HasMore = limits.Hours?.Windows.GroupBy(window => window.Day).Any(day => day.Count() > 1) == true;
    }

    public bool AtHomeOnly { get; set; }

    public bool HasEnd { get; set; }

    /// <summary>As a date field of a browser has it.</summary>
    public string LastDay { get; set; }

    public bool HasHours { get; set; }

    /// <summary>Whether a day has more windows than the one that is shown.</summary>
    public bool HasMore { get; }

    public DayDraft Day(DayOfWeek day) => _days[day];

    /// <exception cref="HomeAuthException">The date or the hours cannot be read; the field says which.</exception>
    public AccessLimits Read() => new(ReadDay(), ReadHours(), AtHomeOnly);

    private DateOnly? ReadDay() => !HasEnd ? null
        : DateOnly.TryParseExact(LastDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new HomeAuthException(ErrorCodes.DateInvalid, "last_day");

    private WeeklyHours? ReadHours()
    {
        if (!HasHours)
        {
            return null;
        }

        var windows = Week.Where(day => _days[day].IsOpen).Select(day => $"{day.ToString()[..3].ToLowerInvariant()} {_days[day].From}-{(_days[day].To is "00:00" ? "24:00" : _days[day].To)}");
        return WeeklyHours.Parse(string.Join("; ", windows));
    }
}

/// <summary>One day of it. A browser's time field knows no 24:00; midnight as an end means that.</summary>
public sealed class DayDraft(OpenHours? window, bool isOpen)
{
    public bool IsOpen { get; set; } = window is not null || isOpen;

    public string From { get; set; } = Clock(window?.FromMinute ?? 0);

    public string To { get; set; } = Clock((window?.ToMinute ?? 0) % 1440);

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
