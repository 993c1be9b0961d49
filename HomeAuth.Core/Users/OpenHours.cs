using System.Globalization;

namespace HomeAuth.Core.Users;

/// <summary>One window of a week in which somebody may come: from a minute of a day on, up to but without another.</summary>
/// <param name="Day">The day on which it begins.</param>
/// <param name="FromMinute">Minutes after that day's midnight, 0 to 1439.</param>
/// <param name="ToMinute">Minutes after midnight, 1 to 1440; of the next day if not after <paramref name="FromMinute"/>.</param>
public sealed record OpenHours(DayOfWeek Day, int FromMinute, int ToMinute)
{
    internal const int DayMinutes = 24 * 60;

    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Whether it ends on the day after the one it begins on.</summary>
    public bool EndsNextDay => ToMinute <= FromMinute;

    /// <summary>Monday is 0.</summary>
    internal int Weekday => ((int)Day + 6) % 7;

    /// <summary>Its end in minutes after the midnight of the day it begins on.</summary>
    internal int EndMinute => EndsNextDay ? ToMinute + DayMinutes : ToMinute;

    /// <summary>The form that <see cref="WeeklyHours.Parse"/> reads: `mon 08:00-20:00`.</summary>
    public override string ToString() => $"{Days[Weekday]} {Clock(FromMinute)}-{Clock(ToMinute)}";

    /// <summary>Null if the text is no window.</summary>
    internal static OpenHours? Read(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length != 2 || words[1].Split('-') is not [var from, var to])
        {
            return null;
        }

        var day = Array.FindIndex(Days, name => name.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (day < 0 || Minute(from) is not (>= 0 and < DayMinutes and var start) || Minute(to) is not { } end || start == end)
        {
            return null;
        }

        // Midnight as an end is written 24:00, so that one window has one form.
        return new((DayOfWeek)((day + 1) % 7), start, end == 0 ? DayMinutes : end);
    }

    private static int? Minute(string text)
    {
        if (text.Length != 5 || text[2] != ':' || !Number(text.AsSpan(0, 2), out var hour) || !Number(text.AsSpan(3), out var minute))
        {
            return null;
        }

        return minute < 60 && (hour * 60) + minute is var sum and <= DayMinutes ? sum : null;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
