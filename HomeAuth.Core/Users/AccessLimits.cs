using HomeAuth.Core.Data;

namespace HomeAuth.Core.Users;

/// <summary>What limits somebody's coming. The clock is that of the house.</summary>
/// <param name="LastDay">The last day on which they may come, all of it; null for no end.</param>
/// <param name="Hours">When in a week they may come; null for always.</param>
/// <param name="AtHomeOnly">Whether they may come from the home network only.</param>
public sealed record AccessLimits(DateOnly? LastDay, WeeklyHours? Hours, bool AtHomeOnly)
{
    /// <summary>Those of somebody who may always come.</summary>
    public static AccessLimits None { get; } = new(null, null, false);

    /// <summary>Those of a user; the owner has none.</summary>
    public static AccessLimits Of(HomeUser user) =>
        user.IsOwner ? None : Of(user.LastDay, user.Hours, user.LocalOnly);

    /// <summary>Those of an invitation.</summary>
    public static AccessLimits Of(Invitation invitation) => Of(invitation.LastDay, invitation.Hours, invitation.LocalOnly);

    private static AccessLimits Of(DateOnly? lastDay, string? hours, bool localOnly) => new(lastDay, hours is null ? null : WeeklyHours.Parse(hours), localOnly);

    /// <summary>Why they may not come now; null if they may.</summary>
    public AccessRefusal? Judge(DateTimeOffset now, TimeZoneInfo zone, bool isHome)
    {
        var end = End(zone);
        if (now >= end)
        {
            return new(ErrorCodes.AccessEnded, null);
        }

        if (AtHomeOnly && !isHome)
        {
            return new(ErrorCodes.LocalOnly, null);
        }

        if (Hours is null || Hours.IsOpen(now, zone))
        {
            return null;
        }

        var opens = Hours.OpensAt(now, zone);
        return new(ErrorCodes.OutsideHours, opens >= end ? null : opens);
    }

    /// <summary>The next instant at which <see cref="Judge"/> may answer otherwise because time passes; null for never.</summary>
    public DateTimeOffset? ChangesAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var end = End(zone);
        if (now >= end)
        {
            return null;
        }

        var turn = Hours?.ClosesAt(now, zone) ?? Hours?.OpensAt(now, zone);
        return turn is null || end < turn ? end : turn;
    }

    // Access ends when the day after the last one begins, also where that day has no midnight.
    private DateTimeOffset? End(TimeZoneInfo zone) =>
        LastDay is { } day ? HouseClock.First(zone, (day.DayNumber + 1) * TimeSpan.TicksPerDay) : null;
}
