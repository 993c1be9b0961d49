using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.History;

/// <summary>The history of security-relevant acts: who, from where, with what, and how it ended.</summary>
public sealed class SecurityHistory(HomeAuthDb db, TimeProvider time, IOptions<HomeAuthOptions> options)
{
    /// <summary>Adds an event by somebody who is signed in. It is written by the caller's SaveChanges, in the same transaction as the act.</summary>
    public void Add(string type, string? userId, Actor actor, bool succeeded = true, string? detail = null, string? tokenId = null) =>
        Add(type, userId, actor.Origin, succeeded, detail, tokenId ?? actor.TokenId, actor.UserId);

    /// <summary>Adds an event by somebody who is not signed in yet. It is written by the caller's SaveChanges.</summary>
    public void Add(
        string type, string? userId, RequestOrigin origin, bool succeeded = true, string? detail = null, string? tokenId = null, string? actorId = null) =>
        db.SecurityEvents.Add(new SecurityEvent
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
        });

    /// <summary>The latest events that concern a user, newest first.</summary>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(string userId, int count, string? type = null, CancellationToken cancellationToken = default) =>
        await db.SecurityEvents.AsNoTracking()
            .Where(entry => entry.UserId == userId && (type == null || entry.Type == type))
            .OrderByDescending(entry => entry.Id)
            .Take(count)
            .ToListAsync(cancellationToken);

    /// <summary>Forgets events that are older than the history's lifetime or above its limit.</summary>
    public async Task PurgeAsync(TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var oldest = time.GetUtcNow() - lifetime;
        await db.SecurityEvents.Where(entry => entry.At < oldest).ExecuteDeleteAsync(cancellationToken);
        var newestToForget = await db.SecurityEvents.OrderByDescending(entry => entry.Id)
            .Skip(options.Value.Limits.HistoryEvents).Select(entry => (long?)entry.Id).FirstOrDefaultAsync(cancellationToken);
        if (newestToForget is { } id)
        {
            await db.SecurityEvents.Where(entry => entry.Id <= id).ExecuteDeleteAsync(cancellationToken);
        }
    }
}
