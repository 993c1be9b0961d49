using System.Net;
using System.Net.Sockets;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace HomeAuth.Tests.App.Operations;

/// <summary>A start that cannot succeed says why in one line, and ends with 1.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("homeauth-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--HomeAuth:Typo=1", "HomeAuth:Typo")]
    [InlineData("--HomeAuth:Limits:Typo=1", "HomeAuth:Limits:Typo")]
    [InlineData("--HomeAuth:Database:Provider=Oracle", "HomeAuth:Database:Provider")]
    [InlineData("--HomeAuth:Database:Provider=Postgres", "HomeAuth:Database:ConnectionString")]
    [InlineData("--HomeAuth:Lifetimes:LoginFlow=00:00:01", "HomeAuth:Lifetimes:LoginFlow")]
    [InlineData("--HomeAuth:Limits:LoginFlows=many", "HomeAuth:Limits:LoginFlows")]
    [InlineData("--HomeAuth:MfaModules:0:Typo=1", "HomeAuth:MfaModules:0:Typo")]
    [InlineData("--HomeAuth:MfaModules:0:Type=notify", "HomeAuth:MfaModules has notify alone")]
    [InlineData("--HomeAuth:MfaModules:0:Id=a b", "HomeAuth:MfaModules:0:Id")]
    [InlineData("--HomeAuth:MfaModules:0:Id=passkey", "HomeAuth:MfaModules:0:Id")]
    [InlineData("--HomeAuth:Address=home.example", "HomeAuth:Address")]
    [InlineData("--HomeAuth:MfaModules=totp", "HomeAuth:MfaModules has")]
    [InlineData("--HomeAuth:MfaModules:0=totp", "HomeAuth:MfaModules:0 has")]
    [InlineData("--HomeAuth:MfaModules:0=", "HomeAuth:MfaModules:0 has")]
    [InlineData("--HomeAuth:Limits=5", "HomeAuth:Limits has")]
    [InlineData("--HomeAuth:AuthProviders:0:Type=insecure_example", "HomeAuth:AuthProviders:0:Type is 'insecure_example'; it must be one of homeassistant, trusted_networks, command_line, legacy_api_password")]
    [InlineData("--HomeAuth:AuthProviders:0:Typo=1", "HomeAuth:AuthProviders:0:Typo")]
    [InlineData("--HomeAuth:AuthProviders:0:TrustedUsers:0:Typo=1", "HomeAuth:AuthProviders:0:TrustedUsers:0:Typo")]
    [InlineData("--HomeAuth:Http:TrustedProxies:0=nginx", "HomeAuth:Http:TrustedProxies:0 is 'nginx'")]
    [InlineData("--HomeAuth:Protection:AllowedNetworks:0=10.0.0.0/33", "HomeAuth:Protection:AllowedNetworks:0 is '10.0.0.0/33'")]
    [InlineData("--HomeAuth:Http:TrustedProxies=127.0.0.1", "HomeAuth:Http:TrustedProxies is a list")]
    [InlineData("--HomeAuth:HomeNetworks=10.0.0.0/8", "HomeAuth:HomeNetworks is a list")]
    [InlineData("--HomeAuth:AuthProviders:0:Args=-x", "HomeAuth:AuthProviders:0:Args is a list")]
    [InlineData("--HomeAuth:Http:TrustedProxies:0=0.0.0.0/0", "HomeAuth:Http:TrustedProxies has a range of all addresses")]
    [InlineData("--HomeAuth:Protection:AllowedNetworks:0=::/0", "HomeAuth:Protection:AllowedNetworks has a range of all addresses")]
    [InlineData("--HomeAuth:Protection:LoginAttemptsThreshold=-2", "HomeAuth:Protection:LoginAttemptsThreshold is -2")]
    [InlineData("--HomeAuth:HomeNetworks:0=192.168", "HomeAuth:HomeNetworks:0 is '192.168'")]
    [InlineData("--HomeAuth:Notify:Smtp:Typo=1", "HomeAuth:Notify:Smtp:Typo")]
    [InlineData("--HomeAuth:Notify:Smtp:Host=mail.example", "HomeAuth:Notify:Smtp:From")]
    [InlineData("--HomeAuth:Notify:Smtp:Security=Maybe", "HomeAuth:Notify:Smtp:Security")]
    [InlineData("--HomeAuth:Notify:Webhooks:0:Typo=1", "HomeAuth:Notify:Webhooks:0:Typo")]
    public Task SettingThatCannotWorkIsNamed(string argument, string key) => FailsAsync(key, argument);

    [Theory]
    [InlineData("HomeAuth:Notify:Webhooks:0:Url", "--HomeAuth:Notify:Webhooks:0:Url=ftp://example.org/tk_secret")]
    [InlineData("HomeAuth:Notify:Webhooks:0:Url", "--HomeAuth:Notify:Webhooks:0:Url=https://{target}/tk_secret")]
    [InlineData("HomeAuth:Notify:Webhooks:0:Url", "--HomeAuth:Notify:Webhooks:0:Url=https://user:tk_secret@example.org/")]
    [InlineData("HomeAuth:Notify:Webhooks:0:Tokn", "--HomeAuth:Notify:Webhooks:0:Url=https://example.org/", "--HomeAuth:Notify:Webhooks:0:Tokn=tk_secret")]
    [InlineData("HomeAuth:Notify:Webhooks", "--HomeAuth:Notify:Webhooks=tk_secret")]
    [InlineData("HomeAuth:Notify:Smtp:From", "--HomeAuth:Notify:Smtp:Host=mail.example", "--HomeAuth:Notify:Smtp:Password=tk_secret")]
    public async Task SecretsAreNotQuoted(string named, params string[] arguments) =>
        Assert.DoesNotContain("tk_secret", await FailsAsync(named, ["--HomeAuth:Notify:Webhooks:0:Name=phone", .. arguments]), StringComparison.Ordinal);

    [Theory]
    [InlineData("HomeAuth:AuthProviders:0:Id cannot be set", "Type=homeassistant", "Id=main")]
    [InlineData("HomeAuth:AuthProviders:0:Command is a setting of command_line, not of homeassistant", "Type=homeassistant", "Command=/bin/true")]
    [InlineData("HomeAuth:AuthProviders:0:TrustedNetworks is missing", "Type=trusted_networks")]
    [InlineData("HomeAuth:AuthProviders:0:TrustedNetworks:0 is 'home'", "Type=trusted_networks", "TrustedNetworks:0=home")]
    [InlineData("HomeAuth:AuthProviders:0:TrustedUsers:0:Users has 'anna'", "Type=trusted_networks", "TrustedNetworks:0=10.0.0.0/8", "TrustedUsers:0:Network=10.0.0.1", "TrustedUsers:0:Users:0=anna")]
    [InlineData("HomeAuth:AuthProviders:0:Command is 'check'", "Type=command_line", "Command=check")]
    [InlineData("HomeAuth:AuthProviders:0:ApiPassword is missing", "Type=legacy_api_password")]
    [InlineData("HomeAuth:AuthProviders has no entry of type homeassistant; the house has no owner yet", "Type=trusted_networks", "TrustedNetworks:0=10.0.0.0/8")]
    public Task AuthProviderThatCannotWorkIsNamed(string named, params string[] settings) =>
        FailsAsync(named, [.. settings.Select(setting => "--HomeAuth:AuthProviders:0:" + setting)]);

    [Fact]
    public async Task TwoAuthProvidersOfOneTypeNeedIdsAndThePasswordOfOneIsNotQuoted()
    {
        string[] two = ["--HomeAuth:AuthProviders:0:Type=legacy_api_password", "--HomeAuth:AuthProviders:0:ApiPassword=tk_secret", "--HomeAuth:AuthProviders:1:Type=legacy_api_password"];
        Assert.DoesNotContain("tk_secret", await FailsAsync("HomeAuth:AuthProviders:1 is the second of type legacy_api_password", [.. two, "--HomeAuth:AuthProviders:1:ApiPassword=x"]), StringComparison.Ordinal);
        Assert.DoesNotContain("tk_secret", await FailsAsync("HomeAuth:AuthProviders:0:ApiPassword is a setting of", "--HomeAuth:AuthProviders:0:Type=homeassistant", two[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortInUseIsNamed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await FailsAsync($"127.0.0.1:{port}", $"--urls=http://127.0.0.1:{port}");
    }

    [Fact]
    public async Task FolderThatCannotBeWrittenIsNamed()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        await FailsAsync(Path.Combine(file, "data"), $"--HomeAuth:DataDirectory={Path.Combine(file, "data")}");
    }

    [Fact]
    public async Task DatabaseOfANewerVersionIsNamed()
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, DatabaseMigrator.FileName)};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsHistory" ("MigrationId" TEXT PRIMARY KEY, "ProductVersion" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsHistory" VALUES ('29991231000000_Future', '99.0');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await FailsAsync("newer version");
    }

    [Theory]
    [InlineData("{ nonsense", "homeauth.json")]
    [InlineData("""{"HomeAuth": {"Typo": 1}}""", "HomeAuth:Typo")]
    [InlineData("""{"Http": {"TrustedProxies": ["10.0.0.1"]}}""", "Http stands at the top of")]
    [InlineData("""{"HomeAuth": {"DataDirectory": "/elsewhere"}}""", "HomeAuth:DataDirectory")]
    public async Task HouseholdFileThatCannotWorkIsNamed(string content, string named)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "homeauth.json"), content);

        await FailsAsync(named);
    }

    [Fact]
    public async Task HouseholdFileIsOutweighedByTheCommandLine()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "homeauth.json"), """{"HomeAuth": {"HouseName": "Lindenhof", "Limits": {"LoginFlows": 1}}}""");

        await FailsAsync("HomeAuth:Limits:LoginFlows");
        await using var server = HouseServer.Started(_folder, settings: new() { ["HomeAuth:Limits:LoginFlows"] = "100" });
        using var client = server.Client();
        Assert.Contains("Lindenhof", await client.GetStringAsync("/onboarding"), StringComparison.Ordinal);
    }

    private async Task<string> FailsAsync(string named, params IEnumerable<string> arguments)
    {
        string[] defaults = [$"--HomeAuth:DataDirectory={_folder}", "--urls=http://127.0.0.1:0"];
        var (exitCode, errors) = await HouseProcess.RunAsync([.. defaults, .. arguments]);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors);
        Assert.StartsWith("HomeAuth cannot start: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        return line;
    }
}
