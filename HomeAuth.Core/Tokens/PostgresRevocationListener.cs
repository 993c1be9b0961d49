using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HomeAuth.Core.Tokens;

/// <summary>Hears of revocations by other servers of the house. While it cannot listen, the directory asks the database each time.</summary>
internal sealed class PostgresRevocationListener(
    TokenRevocations revocations, TokenDirectory directory, TimeProvider time, IOptions<HomeAuthOptions> options, ILogger<PostgresRevocationListener> logger)
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
        connection.Notification += (_, message) => revocations.Receive(message.Payload);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {TokenRevocations.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        directory.Trust();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}
