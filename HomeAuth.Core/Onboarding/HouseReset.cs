using System.Data.Common;
using System.Globalization;
using HomeAuth.Core.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HomeAuth.Core.Onboarding;

/// <summary>
/// Takes the house back to before it was claimed. The database is put aside whole, to be put back by hand, and whoever claims the house next has to
/// show the setup code. Needs the data directory to be open, so that no server runs on it.
/// </summary>
public sealed class HouseReset(HomeAuthOptions options, DataDirectory directory, TimeProvider time)
{
    // The journal goes first: beside a new database it would be taken for that one's.
    private static readonly string[] Files = ["-wal", "-shm", ""];

    /// <summary>Puts the database aside.</summary>
    /// <returns>Where it is now: a file of the data directory, or a schema. Null when there is none.</returns>
    /// <exception cref="StartupException">Another program uses the database, or it cannot be changed.</exception>
    public async Task<string?> RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            // Before anything else, so that whatever stops us there is no moment at which anybody on this machine may claim the house.
            directory.Touch(HouseClaim.MarkerName);
            return options.Database.Provider == DatabaseProvider.Postgres
                ? await MoveTablesAsync(cancellationToken)
                : await MoveFileAsync(cancellationToken);
        }
        catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The database cannot be put aside: {error.Message}", error);
        }
    }

    private string Stamp(string format) => time.GetUtcNow().ToString(format, CultureInfo.InvariantCulture);

    private async Task<string?> MoveFileAsync(CancellationToken cancellationToken)
    {
        var path = directory.File(DatabaseMigrator.FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        await CheckpointAsync(path, cancellationToken);
        var backup = directory.File($"homeauth-{Stamp("yyyyMMdd-HHmmss")}.backup.db");
        foreach (var suffix in Files.Where(suffix => File.Exists(path + suffix)))
        {
            File.Move(path + suffix, backup + suffix);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(backup + suffix, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        return backup;
    }

    // Brings the journal into the file. One that is damaged is put aside as it is, together with its journal.
    private static async Task CheckpointAsync(string path, CancellationToken cancellationToken)
    {
        const int Corrupt = 11;
        const int NotADatabase = 26;
        try
        {
            await using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken);
            await using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            if (await checkpoint.ExecuteScalarAsync(cancellationToken) is not 0L)
            {
                throw new StartupException("Another program has the database open; close it first.");
            }
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Corrupt or NotADatabase)
        {
        }
    }

    private async Task<string?> MoveTablesAsync(CancellationToken cancellationToken)
    {
        var backup = $"homeauth_backup_{Stamp("yyyyMMdd_HHmmss")}";
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(options.Database.ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Servers on other machines do not hold our data directory, but each listens on a connection of its own.
        if (await AskAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()") > 0)
        {
            throw new StartupException("Another server of the house, or another program, is connected to the database; stop it first.");
        }

        const string Ours = "relnamespace = current_schema()::regnamespace AND relowner = current_user::regrole";
        if (await AskAsync($"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND {Ours}") == 0)
        {
            return null;
        }

        // Sequences of columns go with their tables, so the second round finds the others.
        await using var move = new NpgsqlCommand(
            $"""
            CREATE SCHEMA {backup};
            DO $$ DECLARE name text; BEGIN
              FOR name IN SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND {Ours} LOOP EXECUTE format('ALTER TABLE %I SET SCHEMA {backup}', name); END LOOP;
              FOR name IN SELECT relname FROM pg_class WHERE relkind = 'S' AND {Ours} LOOP EXECUTE format('ALTER SEQUENCE %I SET SCHEMA {backup}', name); END LOOP;
            END $$
            """,
            connection);
        await move.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return backup;

        async Task<long> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }
}
