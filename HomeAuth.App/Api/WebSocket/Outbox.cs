using System.Net.WebSockets;
using System.Text;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>What waits to be sent. Who reads too slowly for too long is cut off, as Home Assistant does it.</summary>
public sealed class Outbox(System.Net.WebSockets.WebSocket socket, TimeProvider time, Action overflow) : IDisposable
{
    private const int Most = 4096;
    private const int Peak = 1024;
    private const int MostPerFrame = 100;
    private const int MostCharacters = 8 * 1024 * 1024;
    private static readonly TimeSpan LongestPeak = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<string> _waiting = new();
    private readonly SemaphoreSlim _something = new(0);
    private DateTimeOffset? _peakSince;
    private long _characters;
    private bool _closed;

    /// <summary>Whether the other side takes several messages in one frame.</summary>
    public bool Coalesces { get; set; }

    public void Add(string message)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _waiting.Enqueue(message);
            _characters += message.Length;
            _peakSince = _waiting.Count <= Peak ? null : _peakSince ?? time.GetUtcNow();
            // The first one is free, whatever its size: an answer that is large by itself must still be sent.
            if (_waiting.Count > Most || _characters - _waiting.Peek().Length > MostCharacters || time.GetUtcNow() - _peakSince >= LongestPeak)
            {
                _closed = true;
                _waiting.Clear();
                _characters = 0;
                overflow();
            }

            _something.Release();
        }
    }

    /// <summary>Takes nothing more; what waits is still sent.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _something.Release();
        }
    }

    public void Dispose() => _something.Dispose();

    /// <summary>Sends until it is closed and empty.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _something.WaitAsync(cancellationToken);
            while (Take() is { } frame)
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, cancellationToken);
            }

            lock (_lock)
            {
                if (_closed && _waiting.Count == 0)
                {
                    return;
                }
            }
        }
    }

    private string? Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _peakSince = null;
                return null;
            }

            if (!Coalesces || _waiting.Count == 1)
            {
                return Dequeue();
            }

            var some = new List<string>();
            while (some.Count < MostPerFrame && _waiting.Count > 0)
            {
                some.Add(Dequeue());
            }

            return $"[{string.Join(',', some)}]";
        }
    }

    private string Dequeue()
    {
        var message = _waiting.Dequeue();
        _characters -= message.Length;
        return message;
    }
}
