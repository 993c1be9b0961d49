using System.Collections.Concurrent;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Authentication;

/// <summary>
/// The open tabs of each token. When a token is revoked its tabs are sent to the sign-in page; whoever stays, loses the connection.
/// </summary>
public sealed class LiveCircuits : IDisposable
{
    // Long enough for the message that leads to the sign-in page to arrive; until then the circuit ignores what the browser sends.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<CircuitSignOut, string> _circuits = new();
    private readonly ConcurrentDictionary<HttpContext, string> _connections = new();
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;

    public LiveCircuits(TokenRevocations revocations, TimeProvider time)
    {
        _time = time;
        _subscription = revocations.Subscribe(End);
    }

    public void Add(CircuitSignOut circuit, string tokenId) => _circuits[circuit] = tokenId;

    public void Remove(CircuitSignOut circuit) => _circuits.TryRemove(circuit, out _);

    /// <summary>Runs a connection of a circuit and remembers whose it is meanwhile.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (context.ActiveToken() is not { } token)
        {
            await next(context);
            return;
        }

        _connections[context] = token.TokenId;
        try
        {
            await next(context);
        }
        finally
        {
            _connections.TryRemove(context, out _);
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void End(IReadOnlyList<Revocation> revocations)
    {
        var reasons = revocations.ToDictionary(revocation => revocation.TokenId, revocation => revocation.Reason);
        foreach (var (circuit, tokenId) in _circuits)
        {
            if (reasons.TryGetValue(tokenId, out var reason))
            {
                circuit.End(reason);
            }
        }

        var connections = _connections.Where(connection => reasons.ContainsKey(connection.Value)).Select(connection => connection.Key).ToList();
        if (connections.Count > 0)
        {
            _ = CutAsync(connections);
        }
    }

    private async Task CutAsync(List<HttpContext> connections)
    {
        await Task.Delay(Grace, _time);
        foreach (var connection in connections.Where(_connections.ContainsKey))
        {
            connection.Abort();
        }
    }
}
