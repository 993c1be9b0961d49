using System.Collections.Concurrent;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>The open sockets of each token. A revoked token's are closed at once, and all of them when the program stops.</summary>
public sealed class LiveSockets : IDisposable
{
    private const int MostSockets = 10_000;

    private readonly ConcurrentDictionary<WebSocketConnection, string> _sockets = new();
    private readonly IDisposable _subscription;
    private readonly CancellationTokenRegistration _stopping;
    private int _count;

    public LiveSockets(TokenRevocations revocations, IHostApplicationLifetime lifetime)
    {
        _subscription = revocations.Subscribe(End);
        _stopping = lifetime.ApplicationStopping.Register(() => EndAll(_ => true));
    }

    /// <summary>Whether there is room for one more, authenticated or not.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= MostSockets)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    public void Add(WebSocketConnection socket, string tokenId) => _sockets[socket] = tokenId;

    public void Remove(WebSocketConnection socket) => _sockets.TryRemove(socket, out _);

    public void Dispose()
    {
        _subscription.Dispose();
        _stopping.Dispose();
    }

    private void End(IReadOnlyList<Revocation> revocations)
    {
        var revoked = revocations.Select(revocation => revocation.TokenId).ToHashSet();
        EndAll(revoked.Contains);
    }

    private void EndAll(Func<string, bool> which)
    {
        foreach (var socket in _sockets.Where(socket => which(socket.Value)).Select(socket => socket.Key))
        {
            socket.End();
        }
    }
}
