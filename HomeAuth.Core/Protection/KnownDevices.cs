using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Protection;

/// <summary>The browsers on which people have signed in. They survive logging out, and end when their person signs out everywhere or recovers the account.</summary>
public sealed class KnownDevices(HomeAuthDb db, TimeProvider time)
{
    /// <summary>Most people known on one browser; who has not signed in there for longest is forgotten.</summary>
    public const int MostUsers = 10;

    /// <summary>Most browsers known of one person.</summary>
    public const int MostDevices = 50;

    /// <summary>How long a browser is known after the last sign-in there; also how long browsers keep a cookie at most.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>Notes that somebody has just signed in there.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="credentialId">By what; null for what is always a proof.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id that the browser has to keep; null when they have only said who they are, which anybody at home could.</returns>
    public async Task<string?> NoteAsync(string userId, string? credentialId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        if (credentialId is not null
            && await db.Credentials.AnyAsync(credential => credential.Id == credentialId && credential.AuthProviderType == TrustedNetworks.ProviderType, cancellationToken))
        {
            return null;
        }

        var (id, now) = (origin.Device ?? Identifier.New(), time.GetUtcNow());
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "KnownDevices" ("DeviceId", "UserId", "SignedInAt") VALUES ({0}, {1}, {2})
            ON CONFLICT ("DeviceId", "UserId") DO UPDATE SET "SignedInAt" = excluded."SignedInAt"
            """,
            [id, userId, db.Stored(now)],
            cancellationToken);
        await db.KnownDevices.Where(device => device.DeviceId == id)
            .OrderByDescending(device => device.SignedInAt).ThenBy(device => device.UserId).Skip(MostUsers).ExecuteDeleteAsync(cancellationToken);
        await db.KnownDevices.Where(device => device.UserId == userId)
            .OrderByDescending(device => device.SignedInAt).ThenBy(device => device.DeviceId).Skip(MostDevices).ExecuteDeleteAsync(cancellationToken);
        return id;
    }

    /// <summary>Whether a request comes from a browser on which that user, or without one anybody, has signed in.</summary>
    public async Task<bool> IsKnownAsync(RequestOrigin origin, string? userId = null, CancellationToken cancellationToken = default)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        return origin.Device is { } id
            && await db.KnownDevices.AnyAsync(device => device.DeviceId == id && (userId == null || device.UserId == userId) && device.SignedInAt > oldest, cancellationToken);
    }

    /// <summary>Forgets browsers on which nobody has signed in for long.</summary>
    internal Task PurgeAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - Lifetime;
        return db.KnownDevices.Where(device => device.SignedInAt <= oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
