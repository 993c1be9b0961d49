using HomeAuth.Core.Alerts;
using HomeAuth.Core.Grants;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core;

/// <summary>Writes what is written behind, and forgets what has expired.</summary>
internal sealed class Housekeeping(
    IServiceScopeFactory scopes, TokenUsage usage, DeprecatedAccesses deprecated, ProbeWatch probes, HouseSettings settings, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);
    private const int TicksPerPurge = 20;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await usage.FlushAsync(cancellationToken);
        await deprecated.FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await usage.FlushAsync(stoppingToken);
                await deprecated.FlushAsync(stoppingToken);
                await probes.FlushAsync(stoppingToken);
                if (tick % TicksPerPurge == 0)
                {
                    await PurgeAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // A full disk or a database that is away now may be mended by the next tick.
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                logger.LogError(error, "Housekeeping failed and will be tried again in {Seconds} s", Tick.TotalSeconds);
            }
        }
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RefreshTokenManager>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AuthorizationCodeStore>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<RecoveryLinks>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AlertAnswers>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<Invitations>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<OwnerOffers>().PurgeAsync(cancellationToken);
        scope.ServiceProvider.GetRequiredService<PossessionProof>().Purge();
        await scope.ServiceProvider.GetRequiredService<GuessProtection>().PurgeAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<SecurityHistory>().PurgeAsync(settings.Current.Lifetimes.History, cancellationToken);
    }
}
