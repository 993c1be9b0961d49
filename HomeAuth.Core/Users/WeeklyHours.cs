namespace HomeAuth.Core.Users;

/// <summary>When in a week somebody may come, by the clock of the house.</summary>
/// <remarks>
/// Hours are never shorter than written: where the clock is set back, a window begins at the first and ends at the last instant that shows its time.
/// A time that the clock leaves out is the first instant after the gap. Immutable; equal if written alike.
/// </remarks>
public sealed class WeeklyHours : IEquatable<WeeklyHours>
{
    /// <summary>Most windows of one week.</summary>
    public const int MaxWindows = 50;

    private const int WeekMinutes = 7 * OpenHours.DayMinutes;

    // A window ends a day after it began; a clock that leaves out a day, as Samoa's did, makes it two.
    private const int DaysBack = 2;

    // A change of the clock can hide a border of this week and of the next one, not of three.
    private const int DaysAhead = 3 * 7;

    private readonly bool _always;

    private WeeklyHours(IReadOnlyList<OpenHours> windows)
    {
        Windows = windows;
        _always = CoverTheWeek(windows);
    }

    /// <summary>In the order of the week, which begins on Monday.</summary>
    public IReadOnlyList<OpenHours> Windows { get; }

    /// <summary>Reads hours such as `mon 08:00-20:00; fri 18:00-24:00; sat 22:00-02:00`. An end that is not after the start is on the next day.</summary>
    /// <exception cref="HomeAuthException"><see cref="ErrorCodes.HoursInvalid"/>: other text, no window at all, more than <see cref="MaxWindows"/>.</exception>
    public static WeeklyHours Parse(string text)
    {
        var parts = text.Split(';', MaxWindows + 1);
        if (parts.Length > MaxWindows)
        {
            throw Invalid();
        }

        OpenHours[] windows =
        [
            .. parts.Select(part => OpenHours.Read(part) ?? throw Invalid())
                .Distinct()
                .OrderBy(window => window.Weekday)
                .ThenBy(window => window.FromMinute)
                .ThenBy(window => window.EndMinute),
        ];
        return new(windows);
    }

    /// <summary>Whether somebody may come now.</summary>
    public bool IsOpen(DateTimeOffset now, TimeZoneInfo zone) =>
        Spans(now, zone, daysAhead: 1).Any(span => span.From <= now && now < span.To);

    /// <summary>The instant from which on nobody may come, through all windows that touch; null if closed now, or open for ever.</summary>
    public DateTimeOffset? ClosesAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (_always)
        {
            return null;
        }

        DateTimeOffset? end = null;
        foreach (var (from, to) in Spans(now, zone, DaysAhead).OrderBy(span => span.From))
        {
            if (from > (end ?? now))
            {
                break;
            }

            end = to > (end ?? now) ? to : end;
        }

        return end;
    }

    /// <summary>The next instant from which on somebody may come; null if they may now.</summary>
    public DateTimeOffset? OpensAt(DateTimeOffset now, TimeZoneInfo zone) => IsOpen(now, zone)
        ? null
        : Spans(now, zone, DaysAhead).Where(span => span.From > now).Min(span => (DateTimeOffset?)span.From);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join("; ", Windows);

    /// <inheritdoc/>
    public bool Equals(WeeklyHours? other) => other is not null && Windows.SequenceEqual(other.Windows);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WeeklyHours);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static HomeAuthException Invalid() => new(ErrorCodes.HoursInvalid, "hours");

    private static bool CoverTheWeek(IReadOnlyList<OpenHours> windows)
    {
        // What runs over the end of the week covers its beginning.
        var covered = Math.Max(0, windows.Max(End) - WeekMinutes);
        foreach (var window in windows)
        {
            if ((window.Weekday * OpenHours.DayMinutes) + window.FromMinute > covered)
            {
                return false;
            }

            covered = Math.Max(covered, End(window));
        }

        return covered >= WeekMinutes;

        static int End(OpenHours window) => (window.Weekday * OpenHours.DayMinutes) + window.EndMinute;
    }

    // The windows as instants, on the days around now. One that lies in a gap of the clock is none.
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Spans(DateTimeOffset now, TimeZoneInfo zone, int daysAhead)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).DayNumber;
        return Enumerable.Range(today - DaysBack, DaysBack + daysAhead + 1)
            .SelectMany(day => Windows.Where(window => window.Weekday == day % 7).Select(window => (
                From: HouseClock.First(zone, (day * TimeSpan.TicksPerDay) + (window.FromMinute * TimeSpan.TicksPerMinute)),
                To: HouseClock.Last(zone, (day * TimeSpan.TicksPerDay) + (window.EndMinute * TimeSpan.TicksPerMinute)))))
            .Where(span => span.From < span.To);
    }
}
