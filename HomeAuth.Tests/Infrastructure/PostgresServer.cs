using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(HomeAuth.Tests.Infrastructure.PostgresServer))]

namespace HomeAuth.Tests.Infrastructure;

/// <summary>One real PostgreSQL for the whole run: the one that HOMEAUTH_TEST_POSTGRES names, else one of our own, else none.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer?>> Running = new(StartAsync);

    private readonly string _connectionString;
    private readonly string? _folder;
    private readonly Process? _process;

    // For xunit, which disposes this one at the end of the run.
    public PostgresServer() => _connectionString = "";

    private PostgresServer(string connectionString, string? folder, Process? process)
    {
        _connectionString = connectionString;
        _folder = folder;
        _process = process;
    }

    /// <summary>Whether there is, or can be made, a server; asked while tests are discovered, so it must not start one.</summary>
    public static bool IsReachable { get; } =
        Environment.GetEnvironmentVariable("HOMEAUTH_TEST_POSTGRES") is { Length: > 0 } || FindInitDb() is not null || Prerequisites.CanInstall;

    /// <summary>The connection string of a new database.</summary>
    /// <param name="like">The connection string of the one it copies, which nobody uses; empty without.</param>
    public static async Task<string> NewDatabaseAsync(string? like = null)
    {
        var server = await Running.Value ?? throw new InvalidOperationException("PostgreSQL could not be started.");
        var name = "test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server._connectionString);
        await connection.OpenAsync();
        var template = like is null ? "" : $" TEMPLATE {new NpgsqlConnectionStringBuilder(like).Database}";
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}{template}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server._connectionString) { Database = name, MaxPoolSize = 20 }.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (Running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } && await Running.Value is { _process: { } process } server)
        {
            NpgsqlConnection.ClearAllPools();
            await Prerequisites.RunAsync("kill", "-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await process.WaitForExitAsync();
            Directory.Delete(server._folder!, recursive: true);
        }
    }

    private static async Task<PostgresServer?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HOMEAUTH_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return new PostgresServer(given, null, null);
        }

        if (await Prerequisites.FindOrInstallAsync(FindInitDb, "postgresql") is not { } initDb)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("homeauth-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        var port = FreePort();
        var postgres = Path.Combine(Path.GetDirectoryName(new FileInfo(initDb).ResolveLinkTarget(true)?.FullName ?? initDb)!, "postgres");
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root; Debian's package brings a user for it.
            await Prerequisites.RunAsync("chown", "postgres", folder);
        }

        var init = await Prerequisites.RunAsync("setpriv", AsPostgres(initDb, "-D", data, "--auth=trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"));
        if (init.ExitCode != 0)
        {
            throw new InvalidOperationException(init.Output);
        }

        var process = Process.Start(new ProcessStartInfo("setpriv", AsPostgres(
            postgres, "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}", "-c", "max_connections=300",
            // Nothing here outlives the run, and no test pulls this server's plug.
            "-c", "fsync=off"))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var ready = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync());
        return new PostgresServer($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", folder, process);
    }

    private static IEnumerable<string> AsPostgres(string program, params IEnumerable<string> arguments) =>
        Environment.UserName == "root" ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments] : ["--no-new-privs", program, .. arguments];

    private static string? FindInitDb() => Prerequisites.FirstExisting(
    [
        .. Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin", "initdb"))
            : [],
        Prerequisites.OnPath("initdb"),
    ]);

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
