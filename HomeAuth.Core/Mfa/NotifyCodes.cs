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
    private readonly Dictionary<string, (string Code, DateTimeOffset MadeAt)> _codes = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _messages = [];

    /// <summary>A code to be sent: the one that is still good, or a new one. Null when enough were sent.</summary>
    /// <param name="key">What the code proves.</param>
    /// <param name="reader">To whom messages are counted; the key if it is not given.</param>
    public string? Issue(string key, string? reader = null)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            ForgetOld(now);
            reader ??= key;
            var messages = _messages.GetValueOrDefault(reader) ?? (_messages[reader] = []);
            if (messages.Count >= MostMessages)
            {
                return null;
            }

            messages.Add(now);
            if (!_codes.TryGetValue(key, out var sent))
            {
                sent = _codes[key] = (RandomNumberGenerator.GetString("0123456789", Digits), now);
            }

            return sent.Code;
        }
    }

    /// <summary>The last message was not sent after all.</summary>
    public void TakeBack(string reader)
    {
        lock (_lock)
        {
            if (_messages.GetValueOrDefault(reader) is { Count: > 0 } messages)
            {
                messages.RemoveAt(messages.Count - 1);
            }
        }
    }

    /// <summary>Uses a code up, if it is the one that was sent.</summary>
    public bool Use(string key, string typed)
    {
        lock (_lock)
        {
            ForgetOld(time.GetUtcNow());
            return _codes.TryGetValue(key, out var sent)
                && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent.Code), Encoding.UTF8.GetBytes(Totp.Normalize(typed)))
                && _codes.Remove(key);
        }
    }

    /// <summary>The code that was sent is good no more.</summary>
    public void Forget(string key)
    {
        lock (_lock)
        {
            _codes.Remove(key);
        }
    }

    private void ForgetOld(DateTimeOffset now)
    {
        foreach (var (key, _) in _codes.Where(sent => now - sent.Value.MadeAt >= Lifetime).ToList())
        {
            _codes.Remove(key);
        }

        foreach (var (reader, messages) in _messages.ToList())
        {
            messages.RemoveAll(at => now - at >= Lifetime);
            if (messages.Count == 0)
            {
                _messages.Remove(reader);
            }
        }
    }
}
