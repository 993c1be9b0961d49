using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Protection;

/// <summary>
/// Groups what a program on this machine itself asks for without a token and does not get, as nmap does when it looks for devices in the network: no guesses, but one line in
/// the log and one entry in the history a day, with what was asked for.
/// </summary>
public sealed class ProbeWatch(IServiceScopeFactory scopes, HouseSettings settings, TimeProvider time, ILogger<ProbeWatch> logger)
{
    /// <summary>How long what comes is one and the same scan.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <summary>Most paths that are named.</summary>
    public const int MostPaths = 10;

    // Somebody who mistypes an address in a browser on this machine is not worth a line.
    private const int Fewest = 3;
    private const int LongestPath = 100;

    private readonly Lock _lock = new();
    private ProbingReport? _current;
    private long? _eventId;
    private bool _isWritten = true;

    /// <summary>The scan of today; null when there is none, or nobody wants to know.</summary>
    public ProbingReport? Current
    {
        get
        {
            lock (_lock)
            {
                return _current is { Count: >= Fewest } report && time.GetUtcNow() - report.First < Window && !settings.Current.Guard.ProbingMuted ? report : null;
            }
        }
    }

    /// <summary>Notes one request.</summary>
    /// <param name="path">What was asked for.</param>
    /// <param name="userAgent">By what, as it says itself.</param>
    public void Note(string path, string? userAgent)
    {
        if (settings.Current.Guard.ProbingMuted)
        {
            return;
        }

        ProbingReport report;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_current is null || now - _current.First >= Window)
            {
                (_current, _eventId) = (new ProbingReport(0, now, now, [], userAgent), null);
            }

            var shown = path.Length > LongestPath ? path[..LongestPath] : path;
            var isNew = _current.Paths.Count < MostPaths && !_current.Paths.Contains(shown);
            _current = _current with { Count = _current.Count + 1, Last = now, Paths = isNew ? [.. _current.Paths, shown] : _current.Paths };
            (_isWritten, report) = (false, _current);
        }

        if (report.Count == Fewest)
        {
            logger.LogWarning(
                "A program on this machine itself ({UserAgent}) asks for what it may not have, such as {Paths}; if that is a scan of the network, such as nmap's, exclude this machine's own address from it",
                report.UserAgent, string.Join(", ", report.Paths));
        }
    }

    /// <summary>Writes to the history what has come since it was last written.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        ProbingReport report;
        long? eventId;
        lock (_lock)
        {
            if (_isWritten || _current is not { Count: >= Fewest })
            {
                return;
            }

            (_isWritten, report, eventId) = (true, _current, _eventId);
        }

        var id = await WriteAsync(report, eventId, cancellationToken);
        lock (_lock)
        {
            if (_current?.First == report.First)
            {
                _eventId = id;
            }
        }
    }

    private async Task<long> WriteAsync(ProbingReport report, long? eventId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        var detail = JsonSerializer.Serialize(new { report.Count, report.First, report.Last, report.Paths });
        if (eventId is { } id && await db.SecurityEvents.Where(entry => entry.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Detail, detail), cancellationToken) > 0)
        {
            return id;
        }

        var entry = new SecurityEvent
        {
            At = report.First,
            Type = SecurityEventTypes.Probing,
            Succeeded = false,
            Detail = detail,
            Address = System.Net.IPAddress.Loopback.ToString(),
            UserAgent = report.UserAgent,
        };
        db.SecurityEvents.Add(entry);
        await db.SaveChangesAsync(cancellationToken);
        return entry.Id;
    }
}

/// <summary>A scan of this machine by itself.</summary>
/// <param name="Count">How many requests.</param>
/// <param name="First">When it began.</param>
/// <param name="Last">When the last one came.</param>
/// <param name="Paths">What was asked for, the first few.</param>
/// <param name="UserAgent">What asked, as it says itself.</param>
public sealed record ProbingReport(int Count, DateTimeOffset First, DateTimeOffset Last, IReadOnlyList<string> Paths, string? UserAgent);
