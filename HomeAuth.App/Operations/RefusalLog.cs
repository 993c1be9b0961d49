using System.Collections.Concurrent;
using HomeAuth.Core;

namespace HomeAuth.App.Operations;

/// <summary>Writes refusals of programs to the log, one line a window for each household and reason: a phone that retries for a night must not fill the disk.</summary>
public sealed class RefusalLog(TimeProvider time, ILogger<RefusalLog> logger)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int MostWindows = 10_000;
    private readonly ConcurrentDictionary<(string Code, string Household), Count> _open = new();

    public void Note(string code, RequestOrigin origin)
    {
        var now = time.GetUtcNow();
        if (_open.Count > MostWindows)
        {
            _open.Clear();
        }

        var household = origin.Address is { } address ? Networks.Household(address) : "";
        var count = _open.GetOrAdd((code, household), _ => new Count());
        lock (count)
        {
            if (now < count.Until)
            {
                count.Silent++;
                return;
            }

            logger.LogWarning(
                "Refused a program from {Address}: {Reason} ({UserAgent}); {Silent} more like this before", origin.Address, code, origin.UserAgent, count.Silent);
            (count.Until, count.Silent) = (now + Window, 0);
        }
    }

    private sealed class Count
    {
        public DateTimeOffset Until { get; set; }

        public int Silent { get; set; }
    }
}
