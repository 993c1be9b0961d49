namespace HomeAuth.Core.Users;

/// <summary>From what the clock of the house shows to the instant at which it does. Times are ticks, so that no border of a calendar is in the way.</summary>
internal static class HouseClock
{
    // Further off than any change of a clock reaches; the largest, Samoa's of 2011, left out a day.
    private const long Around = 2 * TimeSpan.TicksPerDay;

    /// <summary>The first instant at which the clock shows that time; where it leaves it out, the first one after the gap.</summary>
    public static DateTimeOffset First(TimeZoneInfo zone, long shown)
    {
        var (before, after) = Readings(zone, shown);
        return Instant(before ?? after ?? EndOfGap(zone, shown));
    }

    /// <summary>The last instant at which the clock shows that time; where it leaves it out, the first one after the gap.</summary>
    public static DateTimeOffset Last(TimeZoneInfo zone, long shown)
    {
        var (before, after) = Readings(zone, shown);
        return Instant(after ?? before ?? EndOfGap(zone, shown));
    }

    // The zone's own answers on times that are ambiguous or left out are not asked: they know of summer time only, and a zone can move otherwise.
    private static (long? Before, long? After) Readings(TimeZoneInfo zone, long shown)
    {
        var before = shown - Offset(zone, shown - Around);
        var after = shown - Offset(zone, shown + Around);
        return (IsShown(before) ? before : null, IsShown(after) ? after : null);

        bool IsShown(long instant) => instant + Offset(zone, instant) == shown;
    }

    private static long EndOfGap(TimeZoneInfo zone, long shown)
    {
        var old = Offset(zone, shown - Around);
        var (early, late) = (shown - Offset(zone, shown + Around), shown - old);
        while (late - early > 1)
        {
            var middle = early + ((late - early) / 2);
            (early, late) = Offset(zone, middle) == old ? (middle, late) : (early, middle);
        }

        return late;
    }

    private static long Offset(TimeZoneInfo zone, long instant) => zone.GetUtcOffset(Instant(instant)).Ticks;

    private static DateTimeOffset Instant(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
