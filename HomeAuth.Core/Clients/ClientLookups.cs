using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Clients;

/// <summary>What a client says about its redirect URIs.</summary>
/// <param name="RedirectUris">Those it advertises.</param>
/// <param name="Failure">A code of <see cref="ClientRefusals"/> when it could not be asked.</param>
internal sealed record LookupAnswer(IReadOnlyList<string> RedirectUris, string? Failure = null);

/// <summary>
/// Asks clients for their redirect URIs: few at a time, each client once for all who want to know, and remembers the answer for a while.
/// A stranger decides whom we ask, so everything here is bounded.
/// </summary>
internal sealed class ClientLookups(TimeProvider time, ILogger logger) : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan AnswersKept = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan FailuresKept = TimeSpan.FromSeconds(30);
    public const int AtATime = 4;
    public const int AtATimePerHost = 2;
    public const int Kept = 500;

    private static readonly LookupAnswer TooBusy = new([], ClientRefusals.LookupTooBusy);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>What the client said a short while ago.</summary>
    public LookupAnswer? Known(ClientId client)
    {
        lock (_lock)
        {
            return Fresh(client)?.Answer;
        }
    }

    /// <summary>What the client says. Never fails; the task belongs to all who wait for it.</summary>
    public Task<LookupAnswer> AskAsync(ClientId client)
    {
        lock (_lock)
        {
            if (Fresh(client) is { } known)
            {
                return known.Task!;
            }

            var running = _entries.Values.Where(entry => entry.Answer is null).ToList();
            if (running.Count >= AtATime || running.Count(entry => entry.Host == client.DisplayHost) >= AtATimePerHost)
            {
                return Task.FromResult(TooBusy);
            }

            while (_entries.Count >= Kept)
            {
                _entries.Remove(_entries.Where(entry => entry.Value.Answer is not null).MinBy(entry => entry.Value.Since).Key);
            }

            var added = _entries[client.Value] = new Entry(client.DisplayHost);
            added.Task = Task.Run(() => RunAsync(client, added));
            return added.Task;
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose()
    {
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private Entry? Fresh(ClientId client)
    {
        if (!_entries.TryGetValue(client.Value, out var entry) || entry.Answer is null
            || time.GetElapsedTime(entry.Since) < (entry.Answer.Failure is null ? AnswersKept : FailuresKept))
        {
            return entry;
        }

        _entries.Remove(client.Value);
        return null;
    }

    private async Task<LookupAnswer> RunAsync(ClientId client, Entry entry)
    {
        var answer = await AskNowAsync(client);
        lock (_lock)
        {
            entry.Since = time.GetTimestamp();
            entry.Answer = answer;
        }

        return answer;
    }

    private async Task<LookupAnswer> AskNowAsync(ClientId client)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            try
            {
                return new(await ClientPage.RedirectUrisAsync(client, end.Token));
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                Warn(client, "it did not answer in time");
                return new([], ClientRefusals.LookupTimeout);
            }
        }
#pragma warning disable CA1031 // A stranger's server can fail us in any way; whoever waits needs an answer, and the place must become free.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!_stopping.IsCancellationRequested)
            {
                Warn(client, error.Message);
            }

            return new([], ClientRefusals.LookupFailed);
        }
    }

    private void Warn(ClientId client, string problem) =>
        logger.LogWarning("Client {ClientId} could not be asked for its redirect URIs: {Problem}", OneLine(client.Value), OneLine(problem));

    // Both are in a stranger's hands.
    private static string OneLine(string text) => string.Concat(text.Take(200).Select(letter => char.IsControl(letter) ? ' ' : letter));

    private sealed class Entry(string host)
    {
        public string Host { get; } = host;

        public Task<LookupAnswer>? Task { get; set; }

        public LookupAnswer? Answer { get; set; }

        public long Since { get; set; }
    }
}
