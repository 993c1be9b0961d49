using System.Threading.Channels;
using HomeAuth.Core;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>
/// Does one thing after the other for a subscription, in order, without making whoever brings the news wait. Each time it looks whether its person
/// may still hear: rights can be lost while the socket is open.
/// </summary>
internal sealed class Follower : IDisposable
{
    private readonly Channel<Func<ActiveToken, Task>> _due = Channel.CreateUnbounded<Func<ActiveToken, Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<IDisposable> _subscriptions = [];
    private readonly TokenDirectory _directory;
    private readonly AccessGate _gate;
    private readonly Actor _actor;
    private readonly Func<ActiveToken, bool> _mayHear;
    private readonly ILogger _logger;
    private volatile bool _isOver;

    public Follower(Actor actor, Func<ActiveToken, bool> mayHear, TokenDirectory directory, AccessGate gate, ILogger<Follower> logger)
    {
        _actor = actor;
        _mayHear = mayHear;
        _directory = directory;
        _gate = gate;
        _logger = logger;
        _ = RunAsync();
    }

    public void Add(IDisposable subscription) => _subscriptions.Add(subscription);

    /// <summary>Does something with the token as it is by then, if it is still good where it was shown.</summary>
    public void Then(Func<ActiveToken, Task> act) => _due.Writer.TryWrite(act);

    public void Then(Action<ActiveToken> act) => Then(token =>
    {
        act(token);
        return Task.CompletedTask;
    });

    public void Dispose()
    {
        _isOver = true;
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _due.Writer.TryComplete();
    }

    private async Task RunAsync()
    {
        await foreach (var act in _due.Reader.ReadAllAsync())
        {
            try
            {
                // Found in memory.
                if (await _directory.FindAsync(_actor.TokenId!) is { } token && _gate.Judge(token, _actor.Origin) is null && _mayHear(token) && !_isOver)
                {
                    await act(token);
                }
            }
#pragma warning disable CA1031 // The next news must still be told.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _logger.LogError(error, "A subscriber could not be told");
            }
        }
    }
}
