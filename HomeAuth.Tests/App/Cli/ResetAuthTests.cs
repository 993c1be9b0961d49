using System.Net;
using System.Net.Http.Json;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Onboarding;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HomeAuth.Tests.App.Cli;

/// <summary>However a house loses its owner, the next one has to show the setup code, on this machine too.</summary>
public sealed class ResetAuthTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("homeauth-reset-").FullName;
    private readonly Dictionary<string, string> _settings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, DatabaseData]
    public async Task ResetKeepsABackupAndLeadsToAClaimBehindTheSetupCode(DatabaseProvider provider)
    {
        await ClaimAsync(provider);

        var unsure = await ResetAsync();
        Assert.Equal((1, "Nothing was changed."), (unsure.ExitCode, Assert.Single(unsure.Errors)));
        var result = await ResetAsync("--yes");

        Assert.Equal((0, 0), (result.ExitCode, result.Errors.Count));
        Assert.Equal(1, await OwnersInBackupAsync(provider));
        await AsksForTheCodeAsync();
    }

    [Fact]
    public async Task ResetRefusesBesideARunningServer()
    {
        await using var server = await HouseServer.ClaimedAsync(folder: _folder);

        var result = await ResetAsync("--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Another HomeAuth already uses", Assert.Single(result.Errors), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "*.backup.db*"));
        Assert.NotEmpty(await server.OwnerIdAsync());
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task ResetRefusesBesideAServerOnAnotherMachine(DatabaseProvider provider)
    {
        await ClaimAsync(provider);
        var elsewhere = Directory.CreateTempSubdirectory("homeauth-reset-").FullName;
        File.Copy(Path.Combine(_folder, DataProtectionKeyFile.FileName), Path.Combine(elsewhere, DataProtectionKeyFile.FileName));
        await using (var other = HouseServer.Started(elsewhere, settings: _settings))
        {
            var result = await ResetAsync("--yes");

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("is connected", Assert.Single(result.Errors), StringComparison.Ordinal);
            Assert.NotEmpty(await other.OwnerIdAsync());
        }

        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task ResetPutsADamagedDatabaseAsideToo()
    {
        await ClaimAsync(DatabaseProvider.Sqlite);
        await File.WriteAllTextAsync(Path.Combine(_folder, DatabaseMigrator.FileName), new string('x', 10_000));

        Assert.Equal(0, (await ResetAsync("--yes")).ExitCode);

        await AsksForTheCodeAsync();
    }

    [Fact]
    public async Task RemovingTheDatabaseByHandLeadsToTheSetupCode()
    {
        await ClaimAsync(DatabaseProvider.Sqlite);
        foreach (var file in Directory.GetFiles(_folder, DatabaseMigrator.FileName + "*"))
        {
            File.Delete(file);
        }

        await AsksForTheCodeAsync();
    }

    [Fact]
    public async Task HouseThatWasClaimedBeforeThereWereMarkersGetsOneAtItsStart()
    {
        await ClaimAsync(DatabaseProvider.Sqlite);
        var marker = Path.Combine(_folder, HouseClaim.MarkerName);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(marker));
        File.Delete(marker);

        await using var server = HouseServer.Started(_folder);

        Assert.True(File.Exists(marker));
    }

    [Fact]
    public async Task HouseThatNeverHadAnOwnerAsksThisMachineForNothing()
    {
        await using var server = HouseServer.Started(_folder);

        Assert.False(File.Exists(Path.Combine(_folder, HouseClaim.MarkerName)));
        Assert.False(server.Services.GetRequiredService<HouseClaim>().AsksSetupCode(isTrulyLocal: true));
    }

    private async Task ClaimAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Postgres)
        {
            _settings["HomeAuth:Database:Provider"] = nameof(DatabaseProvider.Postgres);
            _settings["HomeAuth:Database:ConnectionString"] = await EmptyHouse.NewPostgresDatabaseAsync();
        }

        await using (await HouseServer.ClaimedAsync(settings: _settings, folder: _folder))
        {
        }

        NpgsqlConnection.ClearAllPools();
    }

    private Task<CommandResult> ResetAsync(params string[] words) => HouseProcess.CommandAsync(
        ["reset-auth", .. words, $"--HomeAuth:DataDirectory={_folder}", .. _settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private async Task<long> OwnersInBackupAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Sqlite)
        {
            var backup = Assert.Single(Directory.GetFiles(_folder, "homeauth-*.backup.db*"));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(backup));
            await using var file = new SqliteConnection($"Data Source={backup};Pooling=False;Mode=ReadOnly");
            return await AskAsync<long>(file, "SELECT count(*) FROM Users WHERE IsOwner");
        }

        await using var connection = new NpgsqlConnection(_settings["HomeAuth:Database:ConnectionString"] + ";Pooling=false");
        Assert.Equal(0, await AskAsync<long>(connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
        var schema = await AskAsync<string>(connection, "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'homeauth_backup_%'");
        Assert.NotEqual(0, await AskAsync<long>(connection, $"SELECT count(*) FROM {schema}.\"__EFMigrationsHistory\""));
        return await AskAsync<long>(connection, $"SELECT count(*) FROM {schema}.\"Users\" WHERE \"IsOwner\"");
    }

    private static async Task<T> AskAsync<T>(System.Data.Common.DbConnection connection, string sql)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            await connection.OpenAsync();
        }

        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    // By each door: the page shows the field, and neither the page nor the API takes an owner without the code.
    private async Task AsksForTheCodeAsync()
    {
        await using var server = HouseServer.Started(_folder, settings: _settings);
        using var client = server.Client();
        Assert.Contains("name=\"setup_code\"", await client.GetStringAsync("/onboarding/owner"), StringComparison.Ordinal);
        Dictionary<string, string> eve = new() { ["name"] = "Eve", ["username"] = "eve", ["password"] = TestHouse.Password, ["confirm_password"] = TestHouse.Password };
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SubmitAsync("/onboarding/owner", eve)).StatusCode);
        var owner = new { name = "Eve", username = "eve", password = TestHouse.Password, client_id = ApiClient.ClientId, language = "en" };
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsJsonAsync("/api/onboarding/users", owner)).StatusCode);

        eve["setup_code"] = server.SetupCode;
        Assert.Equal(HttpStatusCode.Found, (await client.SubmitAsync("/onboarding/owner", eve)).StatusCode);
        await using var scope = server.Services.CreateAsyncScope();
        Assert.Equal("eve", (await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.SingleAsync()).UserName);
    }
}
