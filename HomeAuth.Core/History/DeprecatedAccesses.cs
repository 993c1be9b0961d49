using HomeAuth.Core.Data;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.History;

/// <summary>Who still asks with the old password of the house: said in the log once a window for each path and program, and kept for administrators to mend.</summary>
/// <remarks>Written behind, and bounded: whoever asks is a stranger to us, and asking costs us next to nothing.</remarks>
public sealed class DeprecatedAccesses(IServiceScopeFactory scopes, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>How often the log says the same.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Stands for the further paths of a household that has asked for too many.</summary>
    public const string MorePaths = "…";

    /// <summary>Most rows that are kept; those from elsewhere than home give way first, and of each kind the longest unused.</summary>
    public const int MostRows = 300;

    /// <summary>Most paths and programs of one household that are noted between two writings, and said in a window.</summary>
    public const int MostPaths = 20;

    private const int LongestPath = 200;
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Seen> _pending = [];
    private readonly Dictionary<Key, DateTimeOffset> _said = [];

    // Home Assistant's own name for who says it, so that rules written for its log fit ours.
    private readonly ILogger _logger = loggers.CreateLogger("homeassistant.components.http.auth");

    /// <summary>Notes one request.</summary>
    /// <param name="path">What was asked for, without its query.</param>
    /// <param name="household">Where the program is.</param>
    /// <param name="origin">From where, and by what.</param>
    /// <param name="isConfigured">Whether the house has the old password at all: then it is a matter of time, and else of a program that cannot work.</param>
    /// <param name="accepted">Whether it was let in.</param>
    public void Note(string path, string household, RequestOrigin origin, bool isConfigured, bool accepted)
    {
        var (key, now) = (new Key(household, origin.UserAgent ?? "", PlainText.OneLine(path, LongestPath)), time.GetUtcNow());
        lock (_lock)
        {
            var noted = _pending.ContainsKey(key) || _pending.Keys.Count(other => other.Household == household) < MostPaths ? key : key with { Path = MorePaths };
            if (_pending.ContainsKey(noted) || HasRoom(_pending.Count, origin))
            {
                var seen = _pending.GetValueOrDefault(noted) ?? new Seen(now);
                _pending[noted] = seen with { LastAt = now, Count = seen.Count + 1, Accepted = accepted };
            }

            if (!Says(key, origin, now))
            {
                return;
            }
        }

        _logger.Log(
            isConfigured ? LogLevel.Information : LogLevel.Warning, "You need to use a bearer token to access {Path} from {Address}", key.Path, origin.Address);
    }

    /// <summary>The programs, the latest first.</summary>
    public async Task<IReadOnlyList<DeprecatedAccess>> ListAsync(CancellationToken cancellationToken = default)
    {
        await FlushAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().DeprecatedAccesses.AsNoTracking()
            .OrderByDescending(access => access.LastAt).ThenBy(access => access.Path).ToListAsync(cancellationToken);
    }

    /// <summary>Forgets a program; if it asks again it is seen again.</summary>
    public async Task ForgetAsync(string household, string userAgent, CancellationToken cancellationToken = default)
    {
        await FlushAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().DeprecatedAccesses
            .Where(access => access.Household == household && access.UserAgent == userAgent).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Dictionary<Key, Seen> pending;
        lock (_lock)
        {
            pending = new(_pending);
            _pending.Clear();
        }

        if (pending.Count == 0)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var (key, seen) in pending)
        {
            await WriteAsync(db, key, seen, cancellationToken);
        }

        await TrimAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // The same statement on both engines; another server of the house may write the same row.
    private static Task<int> WriteAsync(HomeAuthDb db, Key key, Seen seen, CancellationToken cancellationToken) => db.Database.ExecuteSqlRawAsync(
        """
        INSERT INTO "DeprecatedAccesses" ("Household", "UserAgent", "Path", "FirstAt", "LastAt", "Count", "Accepted") VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6})
        ON CONFLICT ("Household", "UserAgent", "Path") DO UPDATE SET
            "LastAt" = excluded."LastAt", "Count" = "DeprecatedAccesses"."Count" + excluded."Count", "Accepted" = excluded."Accepted"
        """,
        [key.Household, key.UserAgent, key.Path, db.Stored(seen.FirstAt), db.Stored(seen.LastAt), seen.Count, seen.Accepted],
        cancellationToken);

    // However many strangers ask, programs at home are still seen: there are never many of those.
    private static bool HasRoom(int taken, RequestOrigin origin) => taken < (origin.Address is { } address && Networks.IsLocal(address) ? 2 * MostRows : MostRows);

    private static async Task TrimAsync(HomeAuthDb db, CancellationToken cancellationToken)
    {
        var rows = await db.DeprecatedAccesses.AsNoTracking().ToListAsync(cancellationToken);
        foreach (var row in rows.OrderByDescending(row => IsHome(row.Household)).ThenByDescending(row => row.LastAt).Skip(MostRows))
        {
            await db.DeprecatedAccesses.Where(access => access.Household == row.Household && access.UserAgent == row.UserAgent && access.Path == row.Path).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private static bool IsHome(string household) => Networks.Parse(household) is not { } range || Networks.IsLocal(range.BaseAddress);

    private bool Says(Key key, RequestOrigin origin, DateTimeOffset now)
    {
        if (_said.TryGetValue(key, out var last) && now - last < Window)
        {
            return false;
        }

        // Many paths from one household are one program, or a stranger who fills the log: a few tell enough.
        foreach (var old in _said.Where(said => now - said.Value >= Window).Select(said => said.Key).ToList())
        {
            _said.Remove(old);
        }

        if (!HasRoom(_said.Count, origin) || _said.Keys.Count(other => other.Household == key.Household) >= MostPaths)
        {
            return false;
        }

        _said[key] = now;
        return true;
    }

    private sealed record Key(string Household, string UserAgent, string Path);

    private sealed record Seen(DateTimeOffset FirstAt)
    {
        public DateTimeOffset LastAt { get; init; }

        public long Count { get; init; }

        public bool Accepted { get; init; }
    }
}
