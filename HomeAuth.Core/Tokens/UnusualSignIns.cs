using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Tokens;

/// <summary>Tells a sign-in as any other from one that its person should look at.</summary>
public sealed class UnusualSignIns(HomeAuthDb db, AccessGate gate, KnownDevices devices)
{
    /// <summary>The kind of alert that a sign-in is, a value of <see cref="AlertKinds"/>; null for none. To be asked in its transaction, before it is written.</summary>
    /// <remarks>
    /// The history forgets, so what is signed in right now counts too, and the first sign-in of all is told from the others by the user's own row.
    /// Of a new device on a new place only the device is said.
    /// </remarks>
    internal async Task<string?> KindOfAsync(string userId, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (!await db.Users.AnyAsync(user => user.Id == userId && user.LastSeenAt != null && !user.SystemGenerated && !user.IsService, cancellationToken))
        {
            return null;
        }

        var earlier = await EarlierAsync(userId, cancellationToken);
        var mark = DeviceMark.Of(origin);
        var device = SecurityHistory.DeviceOf(origin);
        // A browser gets its number at the end of a sign-in, so the event of the first one has none yet.
        var known = (device is not null && earlier.Exists(one => one.Device == device)) || earlier.Exists(one => one.Mark == mark)
            || await devices.IsKnownAsync(origin, userId, cancellationToken);
        return !known ? AlertKinds.NewDevice
            : mark.Household is null || gate.IsHome(origin) || earlier.Exists(one => one.Mark.Household == mark.Household) ? null
            : AlertKinds.NewPlace;
    }

    /// <summary>The tokens that the device of an event has got since, its own among them; none when somebody else did it, with a device that is not the person's.</summary>
    internal async Task<IReadOnlyList<string>> TokensSinceAsync(SecurityEvent entry, CancellationToken cancellationToken)
    {
        if (entry.ActorId is not null && entry.ActorId != entry.UserId)
        {
            return [];
        }

        var mark = DeviceMark.Of(entry);
        var later = await db.SecurityEvents.AsNoTracking()
            .Where(other => other.UserId == entry.UserId && other.Id >= entry.Id && other.Succeeded && other.TokenId != null
                && (other.Type == SecurityEventTypes.Login || other.Type == SecurityEventTypes.LongLivedTokenCreated))
            .ToListAsync(cancellationToken);
        return [.. later.Where(other => DeviceMark.Of(other) == mark || (entry.Device is not null && other.Device == entry.Device))
            .Select(other => other.TokenId).Append(entry.TokenId).OfType<string>().Distinct()];
    }

    private async Task<List<Earlier>> EarlierAsync(string userId, CancellationToken cancellationToken)
    {
        // Each once, however often it came.
        var signIns = await db.SecurityEvents
            .Where(entry => entry.UserId == userId && entry.Type == SecurityEventTypes.Login && entry.Succeeded)
            .Select(entry => new { entry.Address, entry.UserAgent, entry.Device }).Distinct().ToListAsync(cancellationToken);
        var signedIn = await db.RefreshTokens.Where(token => token.UserId == userId && token.TokenType == TokenType.Normal)
            .Select(token => new { token.LastUsedIp, token.UserAgent }).Distinct().ToListAsync(cancellationToken);
        return [.. signIns.Select(one => new Earlier(DeviceMark.Of(one.Address, one.UserAgent), one.Device)),
            .. signedIn.Select(one => new Earlier(DeviceMark.Of(one.LastUsedIp, one.UserAgent), null))];
    }

    private sealed record Earlier(DeviceMark Mark, string? Device);
}
