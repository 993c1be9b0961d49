using HomeAuth.Core;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;

[assembly: AssemblyFixture(typeof(HomeAuth.Tests.Infrastructure.EmptyHouse))]

namespace HomeAuth.Tests.Infrastructure;

/// <summary>
/// What every house has before anybody claims it: a key file and a migrated database. Made once for the run by the product itself, since a key and the
/// migrations cost more than most tests do; each house gets copies of its own.
/// </summary>
public sealed class EmptyHouse : IDisposable
{
    private static readonly Lazy<Task<string>> Sqlite = new(() => Task.Run(() => MakeAsync(DatabaseProvider.Sqlite, null)));

    private static readonly Lazy<Task<string>> Postgres = new(async () =>
    {
        var database = await PostgresServer.NewDatabaseAsync();
        Directory.Delete(await MakeAsync(DatabaseProvider.Postgres, database), recursive: true);
        return database;
    });

    /// <summary>Puts the key file into a data directory, and the database too unless it is elsewhere.</summary>
    internal static void CopyTo(string folder, DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var made = Sqlite.Value.GetAwaiter().GetResult();
        File.Copy(Path.Combine(made, DataProtectionKeyFile.FileName), Path.Combine(folder, DataProtectionKeyFile.FileName));
        if (provider == DatabaseProvider.Sqlite)
        {
            File.Copy(Path.Combine(made, DatabaseMigrator.FileName), Path.Combine(folder, DatabaseMigrator.FileName));
        }
    }

    /// <summary>The connection string of a new, migrated database.</summary>
    internal static async Task<string> NewPostgresDatabaseAsync() => await PostgresServer.NewDatabaseAsync(like: await Postgres.Value);

    public void Dispose()
    {
        if (Sqlite is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            Directory.Delete(Sqlite.Value.GetAwaiter().GetResult(), recursive: true);
        }
    }

    private static async Task<string> MakeAsync(DatabaseProvider provider, string? connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-empty-").FullName;
        await using var house = TestHouse.Over(folder, provider, connectionString);
        await house.RunAsync<DatabaseMigrator>(migrator => migrator.MigrateAsync());
        if (provider == DatabaseProvider.Sqlite)
        {
            await house.RunAsync<HomeAuthDb>(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        }

        return folder;
    }
}
