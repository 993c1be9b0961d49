using System.Security.Cryptography;
using System.Text;

namespace HomeAuth.Core.Mfa;

/// <summary>One-time codes that were sent to people, in memory only: each good for ten minutes and once, and sent a limited number of times.</summary>
public sealed class NotifyCodes(TimeProvider time)
{
    /// <summary>How long a code is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How often codes are sent to one person within <see cref="Lifetime"/>.</summary>
    public const int MostMessages = 3;

    private const int Digits = 6;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sent> _sent = [];

    /// <summary>A code to be sent: the one that is still good, or a new one. Null when enough were sent.</summary>
    public string? Issue(string key)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var old in _sent.Where(sent => sent.Value.Times.All(at => now - at >= Lifetime)).Select(sent => sent.Key).ToList())
            {
                _sent.Remove(old);
            }

            var sent = _sent.GetValueOrDefault(key) ?? (_sent[key] = new Sent());
            sent.Times.RemoveAll(at => now - at >= Lifetime);
            if (sent.Times.Count >= MostMessages)
            {
                return null;
            }

            if (sent.Code is null || now - sent.MadeAt >= Lifetime)
            {
                (sent.Code, sent.MadeAt) = (RandomNumberGenerator.GetString("0123456789", Digits), now);
            }

            sent.Times.Add(now);
            return sent.Code;
        }
    }

    /// <summary>Uses a code up, if it is the one that was sent.</summary>
    public bool Use(string key, string typed)
    {
        lock (_lock)
        {
            if (_sent.GetValueOrDefault(key) is not { Code: { } code } sent
                || time.GetUtcNow() - sent.MadeAt >= Lifetime
                || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(Totp.Normalize(typed))))
            {
                return false;
            }

            sent.Code = null;
            return true;
        }
    }

    /// <summary>The code that was sent is good no more.</summary>
    public void Forget(string key)
    {
        lock (_lock)
        {
            if (_sent.GetValueOrDefault(key) is { } sent)
            {
                sent.Code = null;
            }
        }
    }

    private sealed class Sent
    {
        public string? Code { get; set; }

        public DateTimeOffset MadeAt { get; set; }

        public List<DateTimeOffset> Times { get; } = [];
    }
}
