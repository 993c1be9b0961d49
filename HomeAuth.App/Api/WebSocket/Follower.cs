using System.Threading.Channels;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>Does one thing after the other for a subscription, in order, without making whoever brings the news wait.</summary>
internal sealed class Follower : IDisposable
{
    private readonly Channel<Func<Task>> _due = Channel.CreateUnbounded<Func<Task>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ILogger _logger;

    public Follower(ILogger<Follower> logger)
    {
        _logger = logger;
        _ = RunAsync();
    }

    public void Add(IDisposable subscription) => _subscriptions.Add(subscription);

    public void Then(Func<Task> act) => _due.Writer.TryWrite(act);

    public void Dispose()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _due.Writer.TryComplete();
    }

    private async Task RunAsync()
    {
        await foreach (var act in _due.Reader.ReadAllAsync())
        {
            try
            {
                await act();
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
