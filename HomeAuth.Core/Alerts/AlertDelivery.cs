using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Alerts;

/// <summary>Looks for messages that are due. What is due stands in the database, so nothing is lost with the process, and nobody who acts waits for a mail server.</summary>
public sealed class AlertDelivery(IServiceScopeFactory scopes, TimeProvider time, ILogger<AlertDelivery> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <summary>Sends everything that is due; each way on its own, so that one that hangs holds up no other.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken = default)
    {
        ILookup<string, string> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            due = await scope.ServiceProvider.GetRequiredService<AlertPost>().DueAsync(cancellationToken);
        }

        await Task.WhenAll(due.Select(one => SendAsync(one, cancellationToken)));
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that is away now may be back by the next tick.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                logger.LogError(error, "Messages of alerts could not be looked after");
            }
        }
    }

    // One that fails is tried later; the next ones wait for the next tick, and find a server that is back, or fail one a tick.
    private async Task SendAsync(IEnumerable<string> alertIds, CancellationToken cancellationToken)
    {
        foreach (var alertId in alertIds)
        {
            await using var scope = scopes.CreateAsyncScope();
            if (!await scope.ServiceProvider.GetRequiredService<AlertPost>().SendAsync(alertId, cancellationToken))
            {
                return;
            }
        }
    }
}
