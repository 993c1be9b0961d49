using System.Collections.Concurrent;
using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>
/// The open sockets, of each token and of those who have shown none yet. A revoked token's are closed at once, and all of them when the program stops.
/// </summary>
public sealed class LiveSockets : IDisposable
{
    private const int MostSockets = 10_000;
    private const int MostStrangersPerHousehold = 100;

    private readonly ConcurrentDictionary<WebSocketConnection, string?> _sockets = new();
    private readonly Dictionary<string, int> _strangers = [];
    private readonly IHostApplicationLifetime _lifetime;
    private readonly IDisposable _subscription;
    private readonly CancellationTokenRegistration _stopping;
    private int _count;

    public LiveSockets(TokenRevocations revocations, IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        _subscription = revocations.Subscribe(End);
        _stopping = lifetime.ApplicationStopping.Register(() => EndAll(_ => true));
    }

    /// <summary>A place for one more; null when there is none, be it for anybody or for one more stranger of this household.</summary>
    public Place? Enter(IPAddress? address)
    {
        // As elsewhere this machine itself is not counted: behind it may be everybody, through a proxy that was not configured.
        var household = address is null || Networks.IsThisMachine(address) ? null : Networks.Household(address);
        lock (_strangers)
        {
            if (_count >= MostSockets || (household is not null && _strangers.GetValueOrDefault(household) >= MostStrangersPerHousehold))
            {
                return null;
            }

            _count++;
            if (household is not null)
            {
                _strangers[household] = _strangers.GetValueOrDefault(household) + 1;
            }

            return new Place(this, household);
        }
    }

    /// <summary>Remembers a socket, and whose it is as soon as that is known.</summary>
    public void Add(WebSocketConnection socket, string? tokenId)
    {
        _sockets[socket] = tokenId;
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            socket.End();
        }
    }

    public void Remove(WebSocketConnection socket) => _sockets.TryRemove(socket, out _);

    public void Dispose()
    {
        _subscription.Dispose();
        _stopping.Dispose();
    }

    private void End(IReadOnlyList<Revocation> revocations)
    {
        var revoked = revocations.Select(revocation => revocation.TokenId).ToHashSet();
        EndAll(tokenId => tokenId is not null && revoked.Contains(tokenId));
    }

    private void EndAll(Func<string?, bool> which)
    {
        foreach (var socket in _sockets.Where(socket => which(socket.Value)).Select(socket => socket.Key))
        {
            socket.End();
        }
    }

    /// <summary>The place of one socket, first as a stranger's.</summary>
    public sealed class Place(LiveSockets live, string? household) : IDisposable
    {
        private string? _household = household;

        /// <summary>Whoever it is, they have proved it, and count no more among the strangers of their household.</summary>
        public void Trust()
        {
            lock (live._strangers)
            {
                if (_household is null)
                {
                    return;
                }

                if (--live._strangers[_household] == 0)
                {
                    live._strangers.Remove(_household);
                }

                _household = null;
            }
        }

        public void Dispose()
        {
            Trust();
            lock (live._strangers)
            {
                live._count--;
            }
        }
    }
}
