using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Data;

/// <summary>Brings the database to the form this version needs, at start-up and before anything else uses it.</summary>
public sealed class DatabaseMigrator(HomeAuthDb db, DataDirectory directory, DataProtectionKeyFile keyFile, ILogger<DatabaseMigrator> logger)
{
    /// <summary>The name of the SQLite file in the data directory.</summary>
    public const string FileName = "homeauth.db";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Creates or migrates the database.</summary>
    /// <exception cref="StartupException">It cannot be reached, is of a newer version, or is held by somebody else.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (db.Database.IsSqlite())
            {
                await PrepareSqliteFileAsync(cancellationToken);
            }

            await RefuseNewerVersionAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (pending.Count > 0)
            {
                logger.LogInformation("Bringing the database up to date: {Migrations}", string.Join(", ", pending));
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(Patience);
                await db.Database.MigrateAsync(limit.Token);
            }

            await RefuseForeignKeyFileAsync(cancellationToken);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"The database was not brought up to date within {Patience.TotalMinutes} minutes; another program holds it.", error);
        }
        catch (DbException error)
        {
            throw new StartupException($"The database cannot be used: {error.Message}. Check HomeAuth:Database.", error);
        }
    }

    // Made before EF sees it: with mode 0600 (its -wal and -shm inherit it), and in WAL mode, which EF only sets on files that it creates itself.
    private async Task PrepareSqliteFileAsync(CancellationToken cancellationToken)
    {
        directory.Touch(FileName);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        // We hold the data directory alone, so a lock in the file was left by a process that was killed; EF would wait for it for ever.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.CloseConnectionAsync();
    }

    private async Task RefuseNewerVersionAsync(CancellationToken cancellationToken)
    {
        var applied = await db.GetService<Microsoft.EntityFrameworkCore.Migrations.IHistoryRepository>().ExistsAsync(cancellationToken)
            ? await db.Database.GetAppliedMigrationsAsync(cancellationToken)
            : [];
        var unknown = applied.Except(db.Database.GetMigrations()).ToList();
        if (unknown.Count > 0)
        {
            throw new StartupException(
                $"The database is of a newer version of HomeAuth (it has {unknown[^1]}, which this version does not know); start that version, or restore a backup made by this one.");
        }
    }

    // With another key file every cookie and secret would be unreadable, and new ones unreadable for the other servers of the house.
    private async Task RefuseForeignKeyFileAsync(CancellationToken cancellationToken)
    {
        var ring = await db.DataProtectionKeys.Select(key => key.Xml).ToListAsync(cancellationToken);
        if (ring.Exists(xml => xml is not null && !keyFile.Opens(xml)))
        {
            throw new StartupException(
                $"{directory.File(DataProtectionKeyFile.FileName)} is not the key file of this database; copy the one of the house's first server, or restore it from a backup.");
        }
    }

    /// <summary>The connection string for a configuration.</summary>
    public static string ConnectionString(HomeAuthOptions options, DataDirectory directory) => options.Database.Provider switch
    {
        // Written out although some are defaults: they are promises (README, decision 5).
        DatabaseProvider.Sqlite => new SqliteConnectionStringBuilder(options.Database.ConnectionString ?? "")
        {
            DataSource = directory.File(FileName),
            ForeignKeys = true,
            DefaultTimeout = 15,
            Pooling = true,
        }.ToString(),
        _ => options.Database.ConnectionString ?? "",
    };
}
