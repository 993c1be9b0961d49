using System.Net;
using HomeAuth.Core;

namespace HomeAuth.App.Operations;

/// <summary>
/// The proxies that were refused lately: for the log, in Home Assistant's words and once a window for each, and for administrators, who can mend it.
/// </summary>
public sealed class ProxyRefusals(TimeProvider time, ILogger<ProxyRefusals> logger)
{
    public const string NotConfigured = "not_configured";
    public const string Untrusted = "untrusted";
    public const string Malformed = "malformed";

    // Whoever sends the header from many addresses must not fill the memory; the longest silent gives way.
    private const int Most = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Household, string Reason), Entry> _entries = [];

    /// <summary>Counts a refusal.</summary>
    public ProxyRefusal Note(IPAddress peer, string reason)
    {
        var now = time.GetUtcNow();
        var key = (Networks.Household(peer), reason);
        bool isNews;
        ProxyRefusal refusal;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                MakeRoom();
                entry = _entries[key] = new Entry();
            }

            isNews = now >= entry.SilentUntil;
            entry.SilentUntil = isNews ? now + RefusalLog.Window : entry.SilentUntil;
            entry.Last = refusal = new ProxyRefusal(peer, reason, now, (entry.Last?.Count ?? 0) + 1);
        }

        if (isNews)
        {
            logger.LogError("{Explanation}", Explain(refusal));
        }

        return refusal;
    }

    /// <summary>The refusals of the last while: those in the household's own networks first, of which strangers must not push any out, and of each kind the newest.</summary>
    public IReadOnlyList<ProxyRefusal> Latest(int most)
    {
        lock (_lock)
        {
            return [.. _entries.Values.Select(entry => entry.Last!).OrderByDescending(refusal => Networks.IsLocal(refusal.Proxy)).ThenByDescending(refusal => refusal.At).Take(most)];
        }
    }

    /// <summary>Home Assistant's line, and what to do.</summary>
    public static string Explain(ProxyRefusal refusal) => refusal.Reason switch
    {
        NotConfigured =>
            $"A request from a reverse proxy was received from {refusal.Proxy}, but your HTTP integration is not set-up for reverse proxies. {Cure(refusal)}",
        Untrusted => $"Received X-Forwarded-For header from an untrusted proxy {refusal.Proxy}. {Cure(refusal)}",
        _ => $"Received malformed X-Forwarded-For, X-Forwarded-Proto or X-Forwarded-Host headers from the proxy {refusal.Proxy}; each may be sent once, with addresses alone.",
    };

    /// <summary>The whole <c>homeauth.json</c> that names a proxy; where there is one already, its other settings stay beside this one.</summary>
    public static string SettingFor(IPAddress proxy, IEnumerable<string> known) =>
        $"{{ \"HomeAuth\": {{ \"Http\": {{ \"TrustedProxies\": [{string.Join(", ", known.Append(proxy.ToString()).Select(address => $"\"{address}\""))}] }} }} }}";

    private static string Cure(ProxyRefusal refusal) => $"If it is yours, add {refusal.Proxy} to HomeAuth:Http:TrustedProxies and restart.";

    private void MakeRoom()
    {
        if (_entries.Count >= Most)
        {
            _entries.Remove(_entries.MinBy(entry => entry.Value.Last!.At).Key);
        }
    }

    private sealed class Entry
    {
        public DateTimeOffset SilentUntil { get; set; }

        public ProxyRefusal? Last { get; set; }
    }
}

/// <summary>A proxy that was refused.</summary>
/// <param name="Proxy">Its address.</param>
/// <param name="Reason">One of the constants of <see cref="ProxyRefusals"/>.</param>
/// <param name="At">When, the last time.</param>
/// <param name="Count">How often.</param>
public sealed record ProxyRefusal(IPAddress Proxy, string Reason, DateTimeOffset At, int Count);
