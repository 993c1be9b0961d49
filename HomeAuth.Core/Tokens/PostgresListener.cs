using System.Data.Common;
using HomeAuth.Core.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HomeAuth.Core.Tokens;

/// <summary>Hears of revocations and events by other servers of the house. While it cannot listen, the directory asks the database each time.</summary>
internal sealed class PostgresListener(
    TokenRevocations revocations, TokenDirectory directory, HouseEvents events, TimeProvider time, IOptions<HomeAuthOptions> options, ILogger<PostgresListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Database.Provider != DatabaseProvider.Postgres)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            directory.Distrust();
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (DbException error)
            {
                logger.LogWarning("Not hearing of revocations by other servers, asking the database instead: {Problem}", error.Message);
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // A dead peer must be noticed: until then its messages are missed and memory is trusted.
        var connectionString = new NpgsqlConnectionStringBuilder(options.Value.Database.ConnectionString) { KeepAlive = 5, Pooling = false };
        await using var connection = new NpgsqlConnection(connectionString.ToString());
        connection.Notification += (_, message) => Receive(message);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {TokenRevocations.Channel}; LISTEN {HouseEvents.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        directory.Trust();
        events.Resume();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Receive(NpgsqlNotificationEventArgs message)
    {
        if (message.Channel == HouseEvents.Channel)
        {
            events.Receive(message.Payload);
        }
        else
        {
            revocations.Receive(message.Payload);
        }
    }
}
