using HomeAuth.Core.Data;

namespace HomeAuth.Core.History;

/// <summary>What somebody wants to see of the history; what is null does not matter.</summary>
/// <param name="UserId">Whom it concerns; null for everybody.</param>
/// <param name="Type">One of <see cref="SecurityEventTypes"/>.</param>
/// <param name="Succeeded">How it ended.</param>
/// <param name="Text">Part of the address, or of what the device says of itself; small letters stand for capitals too.</param>
/// <param name="From">Not before.</param>
/// <param name="Until">Before.</param>
public sealed record HistoryQuery(
    string? UserId = null, string? Type = null, bool? Succeeded = null, string? Text = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    internal IQueryable<SecurityEvent> Of(IQueryable<SecurityEvent> events)
    {
        events = UserId is null ? events : events.Where(entry => entry.UserId == UserId);
        events = Type is null ? events : events.Where(entry => entry.Type == Type);
        events = Succeeded is null ? events : events.Where(entry => entry.Succeeded == Succeeded);
        events = From is null ? events : events.Where(entry => entry.At >= From);
        events = Until is null ? events : events.Where(entry => entry.At < Until);
        return string.IsNullOrWhiteSpace(Text) ? events : Mentioning(events, Text.Trim().ToLowerInvariant());
    }

#pragma warning disable CA1304, CA1311, CA1862 // It is the database that compares, and it knows no cultures.
    private static IQueryable<SecurityEvent> Mentioning(IQueryable<SecurityEvent> events, string text) =>
        events.Where(entry => entry.Address!.ToLower().Contains(text) || entry.UserAgent!.ToLower().Contains(text));
#pragma warning restore CA1304, CA1311, CA1862
}
