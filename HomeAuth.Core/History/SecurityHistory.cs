using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.History;

/// <summary>The history of security-relevant acts: who, from where, with what, and how it ended.</summary>
public sealed class SecurityHistory(HomeAuthDb db, TimeProvider time, IOptions<HomeAuthOptions> options)
{
    /// <summary>Adds an event by somebody who is signed in. It is written by the caller's SaveChanges, in the same transaction as the act.</summary>
    public SecurityEvent Add(string type, string? userId, Actor actor, bool succeeded = true, string? detail = null, string? tokenId = null) =>
        Add(type, userId, actor.Origin, succeeded, detail, tokenId ?? actor.TokenId, actor.UserId);

    /// <summary>Adds an event by somebody who is not signed in yet. It is written by the caller's SaveChanges.</summary>
    /// <remarks>What its person is to look at becomes an alert here, so that no way to write such an event can leave it out.</remarks>
    public SecurityEvent Add(
        string type, string? userId, RequestOrigin origin, bool succeeded = true, string? detail = null, string? tokenId = null, string? actorId = null)
    {
        var entry = new SecurityEvent
        {
            At = time.GetUtcNow(),
            Type = type,
            Succeeded = succeeded,
            Detail = detail,
            UserId = userId,
            ActorId = actorId,
            TokenId = tokenId,
            Address = origin.Address?.ToString(),
            UserAgent = origin.UserAgent,
            Device = DeviceOf(origin),
        };
        db.SecurityEvents.Add(entry);
        if (succeeded && userId is not null && AlertKinds.Of(type) is { } kind)
        {
            Alert(entry, kind);
        }

        return entry;
    }

    /// <summary>Makes an event one that its person is to look at; written together with it.</summary>
    /// <param name="entry">An event that concerns somebody.</param>
    /// <param name="kind">One of <see cref="AlertKinds"/>.</param>
    /// <param name="target">Where the message goes instead of where the person chose, encrypted.</param>
    internal void Alert(SecurityEvent entry, string kind, string? target = null) =>
        db.Alerts.Add(new Alert { Event = entry, UserId = entry.UserId!, Kind = kind, DueAt = entry.At, Target = target });

    /// <summary>What the history keeps of what a browser was given.</summary>
    internal static string? DeviceOf(RequestOrigin origin) =>
        origin.Device is { } device ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device))) : null;

    /// <summary>The latest events that concern a user, newest first.</summary>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(string userId, int count, string? type = null, CancellationToken cancellationToken = default) =>
        await db.SecurityEvents.AsNoTracking()
            .Where(entry => entry.UserId == userId && (type == null || entry.Type == type))
            .OrderByDescending(entry => entry.Id)
            .Take(count)
            .ToListAsync(cancellationToken);

    /// <summary>
    /// Forgets events that are older than the history's lifetime or above its limit. Above it, failures give way first, those that concern nobody before the others,
    /// and what somebody has not answered yet never: no flood of wrong names washes away the one sign-in that matters.
    /// </summary>
    public async Task PurgeAsync(TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var oldest = time.GetUtcNow() - lifetime;
        await db.SecurityEvents.Where(entry => entry.At < oldest).ExecuteDeleteAsync(cancellationToken);
        var surplus = await db.SecurityEvents.CountAsync(cancellationToken) - options.Value.Limits.HistoryEvents;
        var settled = db.SecurityEvents.Where(entry => !db.Alerts.Any(alert => alert.EventId == entry.Id && alert.WasMine == null));
        foreach (var events in new[] { settled.Where(entry => !entry.Succeeded && entry.UserId == null), settled.Where(entry => !entry.Succeeded), settled })
        {
            surplus -= surplus > 0 ? await events.OrderBy(entry => entry.Id).Take(surplus).ExecuteDeleteAsync(cancellationToken) : 0;
        }
    }
}
