using System.Net;
using HomeAuth.App.Cli;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Recovery;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.App.Cli;

/// <summary>Commands as processes of their own, beside a server that runs, or without one.</summary>
public sealed class CommandTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string NewPassword = "nine loud badgers";

    private readonly string _folder = Directory.CreateTempSubdirectory("homeauth-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, DatabaseData]
    public async Task RecoverPrintsALinkThatIsGoodOnTheRunningServer(DatabaseProvider provider)
    {
        await using var server = await OpenAsync(provider);

        var result = await CommandAsync(server, "recover");

        Assert.Equal((0, 0), (result.ExitCode, result.Errors.Count));
        var link = Link(result);
        Assert.StartsWith($"http://127.0.0.1:{server.Address.Port}/recover/", link, StringComparison.Ordinal);
        Assert.Contains("Anna Muster (anna)", result.Output[0], StringComparison.Ordinal);
        Assert.Contains("30 minutes", result.Output[0], StringComparison.Ordinal);
        // The QR code: 22 rows of two dots, with the margin.
        Assert.InRange(result.Output.Count(line => line.Contains('█', StringComparison.Ordinal)), 20, 40);
        await RedeemAsync(server, link);
        using var client = server.Client();
        Assert.Equal(HttpStatusCode.Found, (await client.SignInAsync(NewPassword)).StatusCode);
    }

    [Fact]
    public async Task RecoverFindsSomebodyByUsernameOrByTheOnlySuchName()
    {
        await using var server = await OpenAsync(settings: new() { ["HomeAuth:Address"] = "https://home.example" });
        await server.AddUserAsync("ben");

        foreach (var (typed, expected) in new[] { (" BEN ", "ben"), ("anna muster", "anna") })
        {
            var result = await CommandAsync(server, "recover", "--user", typed);

            Assert.StartsWith("https://home.example/recover/", Link(result), StringComparison.Ordinal);
            await using var scope = server.Services.CreateAsyncScope();
            Assert.Equal(expected, (await scope.ServiceProvider.GetRequiredService<RecoveryLinks>().FindAsync(Secret(Link(result))))?.Username);
        }
    }

    [Fact]
    public async Task OldConfigurationIsExplainedAndWrittenOnlyWhenAskedTo()
    {
        await using var server = await OpenAsync();
        var old = Path.Combine(_folder, "configuration.yaml");
        await File.WriteAllTextAsync(old, "http:\n  api_password: tk_secret\nhomeassistant:\n  auth_providers:\n    - type: command_line\n      command: /bin/true\n");

        var checkedOnly = await CommandAsync(server, "config", "check", old);
        Assert.Contains("line 2: http.api_password (can be applied)", checkedOnly.Output, StringComparer.Ordinal);
        Assert.Contains("line 5: auth_providers (does not work)", checkedOnly.Output, StringComparer.Ordinal);
        Assert.Equal((1, 0), (checkedOnly.ExitCode, checkedOnly.Errors.Count));
        Assert.DoesNotContain("tk_secret", string.Join('\n', checkedOnly.Output), StringComparison.Ordinal);
        var own = Path.Combine(server.Folder, "homeauth.json");
        Assert.False(File.Exists(own));

        var applied = await CommandAsync(server, "config", "check", old, "--apply");
        Assert.Contains(own, applied.Output[^1], StringComparison.Ordinal);
        Assert.Equal(1, applied.ExitCode);
        Assert.Contains("/bin/true", await File.ReadAllTextAsync(own), StringComparison.Ordinal);

        await File.WriteAllTextAsync(old, "http:\n  server_port: 8124\n");
        var nothingWrong = await CommandAsync(server, "config", "check", old);
        Assert.Equal((0, "line 2: http.server_port (by hand)"), (nothingWrong.ExitCode, nothingWrong.Output[0]));
        await File.WriteAllTextAsync(old, "a: b: c");
        Assert.Contains("line 1", Assert.Single((await CommandAsync(server, "config", "check", old)).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoIsNotFoundIsToldInOneLine()
    {
        await using var server = await OpenAsync();
        await server.AddUserAsync("ben");
        await server.AddUserAsync("clara");
        await using (var scope = server.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Where(user => !user.IsOwner)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.Name, "Twin"));
        }

        Assert.Contains("Nobody here is called \"@eve\"", await FailAsync("recover", "--user", "@eve"), StringComparison.Ordinal);
        Assert.Contains("Several people", await FailAsync("mfa", "reset", "--user", "twin"), StringComparison.Ordinal);
        Assert.Contains("Nobody", await FailAsync("owner", "transfer", "--to", "eve", "--yes"), StringComparison.Ordinal);

        async Task<string> FailAsync(params string[] words)
        {
            var result = await CommandAsync(server, words);
            Assert.Equal((1, 0), (result.ExitCode, result.Output.Count));
            return Assert.Single(result.Errors);
        }
    }

    [Fact]
    public async Task ResettingFactorsEndsTheOpenSessionsOfTheRunningServer()
    {
        await using var server = await OpenAsync();
        var ownerId = await server.OwnerIdAsync();
        await using (var scope = server.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
            db.MfaFactors.Add(new MfaFactor { UserId = ownerId, ModuleId = "totp", Data = "x", CreatedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync();
        }

        var (access, _, _) = await server.TokensOfAsync(ownerId);
        Assert.Equal(HttpStatusCode.OK, await AskAsync());

        var result = await CommandAsync(server, "mfa", "reset", "--user", "anna");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync());
        await using var after = server.Services.CreateAsyncScope();
        Assert.Empty(await after.ServiceProvider.GetRequiredService<SecondFactors>().ListAsync(ownerId));
        Assert.True((await after.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.SingleAsync(user => user.Id == ownerId)).SecondFactorDue);

        async Task<HttpStatusCode> AskAsync()
        {
            using var client = server.Client();
            client.DefaultRequestHeaders.Authorization = new("Bearer", access);
            using var response = await client.GetAsync("/api/");
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task SomebodyIsDisabledAndEnabledButNeverTheOwner()
    {
        await using var server = await OpenAsync();
        var benId = await server.AddUserAsync("ben");
        var (access, _, _) = await server.TokensOfAsync(benId);

        Assert.Equal(0, (await CommandAsync(server, "users", "disable", "--user", "ben")).ExitCode);
        using var client = server.Client();
        using (var answer = await client.GetAsAsync(access))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Equal(0, (await CommandAsync(server, "users", "enable", "--user", "ben")).ExitCode);
        Assert.NotEmpty((await server.TokensOfAsync(benId)).Access);

        var refused = await CommandAsync(server, "users", "disable", "--user", "anna");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Hand the house over first: owner transfer --to NAME", Assert.Single(refused.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListSaysWhoLivesHere()
    {
        await using var server = await OpenAsync();
        await server.AddUserAsync("ben", Group.AdminId);
        await server.AddUserAsync("clara");
        await server.AddSystemAsync();

        var result = await CommandAsync(server, "users", "list");

        Assert.Equal(
            ["NAME USERNAME ROLE ACTIVE SECOND FACTOR", "Anna Muster anna owner yes no", "ben ben admin yes no", "clara clara user yes no"],
            result.Output.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task OwnershipIsGivenOnlyAfterAYes()
    {
        await using var server = await OpenAsync();
        var benId = await server.AddUserAsync("ben");

        // Nobody answers: standard input is at its end.
        var unsure = await CommandAsync(server, "owner", "transfer", "--to", "ben");
        Assert.Equal((1, "Nothing was changed."), (unsure.ExitCode, Assert.Single(unsure.Errors)));
        Assert.NotEqual(benId, await server.OwnerIdAsync());

        Assert.Equal(0, (await CommandAsync(server, "owner", "transfer", "--to", "ben", "--yes")).ExitCode);
        Assert.Equal(benId, await server.OwnerIdAsync());
        Assert.Equal(HttpStatusCode.Found, (await server.Client().GetAsync("/profile")).StatusCode);
    }

    [Theory, DatabaseData]
    public async Task CommandsDoTheSameWithoutAServer(DatabaseProvider provider)
    {
        Dictionary<string, string> settings;
        await using (var server = await OpenAsync(provider))
        {
            settings = server.Settings;
        }

        var result = await HouseProcess.CommandAsync(["recover", $"--HomeAuth:DataDirectory={_folder}", .. Arguments(settings)]);

        Assert.Equal((0, 0), (result.ExitCode, result.Errors.Count));
        Assert.Contains(result.Output, line => line.Contains("start it first", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_folder, ControlChannel.FileName)));
        await using var again = HouseServer.Started(_folder, settings: settings);
        await RedeemAsync(again, Link(result));
    }

    [Fact]
    public async Task KilledServerLeavesNothingInTheWay()
    {
        await using (var killed = HouseProcess.Start($"--HomeAuth:DataDirectory={_folder}", "--urls=http://127.0.0.1:0"))
        {
            await killed.Address;
            await killed.KillAsync();
        }

        Assert.True(File.Exists(Path.Combine(_folder, ControlChannel.FileName)));
        Assert.Equal(0, (await ListAsync()).ExitCode);
        await using var server = HouseServer.Started(_folder);
        Assert.Equal(0, (await ListAsync()).ExitCode);

        Task<CommandResult> ListAsync() => HouseProcess.CommandAsync("users", "list", $"--HomeAuth:DataDirectory={_folder}");
    }

    [Fact]
    public async Task OnlyTheServersOwnUserCanReachTheSocket()
    {
        await using var server = await OpenAsync();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_folder, ControlChannel.FileName)));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
    }

    [Fact]
    public async Task ServerWithoutASocketSaysWhatThatMeansAndCommandsSayWhy()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, new string('x', 100))).FullName;
        using var log = new LogCapture();
        await using var server = HouseServer.Started(folder, configure: services => services.AddSingleton<ILoggerProvider>(log));

        var result = await HouseProcess.CommandAsync("users", "list", $"--HomeAuth:DataDirectory={folder}");

        Assert.Contains("only work while the server is stopped", Assert.Single(log.Lines, line => line.Level == LogLevel.Warning).Text, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Another HomeAuth already uses", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"nonsense\"", "nonsense")]
    [InlineData("\"--usr\"", "recover", "--usr", "ben")]
    [InlineData("Required command", "mfa")]
    [InlineData("--user", "mfa", "reset")]
    [InlineData("--to", "owner", "transfer", "--yes")]
    [InlineData("--user", "recover", "--user")]
    [InlineData("There is no house in", "recover")]
    [InlineData("There is no house in", "reset-auth", "--yes")]
    [InlineData("HomeAuth:Typo", "recover", "--HomeAuth:Typo=1")]
    public async Task WhatCannotBeDoneIsSaidInOneLine(string named, params string[] words)
    {
        var result = await HouseProcess.CommandAsync([.. words, $"--HomeAuth:DataDirectory={_folder}"]);

        Assert.Equal((1, 0), (result.ExitCode, result.Output.Count));
        Assert.Contains(named, Assert.Single(result.Errors), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task HelpNamesTheCommands()
    {
        var result = await HouseProcess.CommandAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(["recover", "mfa", "users", "owner", "reset-auth"], word => Assert.Contains(result.Output, line => line.TrimStart().StartsWith(word, StringComparison.Ordinal)));
    }

    private static string Link(CommandResult result) => Assert.Single(result.Output, line => line.Contains("/recover/", StringComparison.Ordinal)).Trim();

    private static string Secret(string link) => link[(link.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> Arguments(Dictionary<string, string> settings) => settings.Select(setting => $"--{setting.Key}={setting.Value}");

    // With a server, which hears of it at once, and without one.
    [Theory, DatabaseData]
    public async Task BansAreListedAddedLiftedAndCleared(DatabaseProvider provider)
    {
        Dictionary<string, string> settings;
        await using (var server = await OpenAsync(provider))
        {
            settings = server.Settings;
            using var client = server.Client();
            client.DefaultRequestHeaders.Add(PretendedAddress.Header, "203.0.113.9");
            Assert.Equal(["Nobody is banned."], (await CommandAsync(server, "bans", "list")).Output);

            var added = await CommandAsync(server, "bans", "add", "203.0.113.0/28", "--for", "2h");
            Assert.Equal((0, "203.0.113.0/28 is kept out for 2h. Who is signed in there stays so; disable an account, or sign it out, to end that."), (added.ExitCode, Assert.Single(added.Output)));
            Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/auth/providers")).StatusCode);
            Assert.Equal(["ADDRESS         SINCE", "203.0.113.0/28  20"], (await CommandAsync(server, "bans", "list")).Output.Select((line, row) => line[..(row == 0 ? 21 : 18)]));

            Assert.Equal("203.0.113.0/28 is let in again.", Assert.Single((await CommandAsync(server, "bans", "lift", "203.0.113.0/28")).Output));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/providers")).StatusCode);
            Assert.Equal((1, "203.0.113.0/28 is not banned; \"bans list\" says who is."), Failure(await CommandAsync(server, "bans", "lift", "203.0.113.0/28")));
            Assert.Equal((1, "\"home\" is neither an address nor a range such as 203.0.113.0/24."), Failure(await CommandAsync(server, "bans", "add", "home")));
            Assert.Equal((1, "This machine itself and the house's own proxies cannot be banned."), Failure(await CommandAsync(server, "bans", "add", "127.0.0.1")));
            Assert.Equal((1, "\"soon\" is no length of time; give one such as 90m, 12h, 1d or 2w."), Failure(await CommandAsync(server, "bans", "add", "203.0.113.9", "--for=soon")));
            Assert.Equal(0, (await CommandAsync(server, "bans", "add", "203.0.113.9")).ExitCode);
        }

        string[] house = [$"--HomeAuth:DataDirectory={_folder}", .. Arguments(settings)];
        Assert.Contains("for ever", (await HouseProcess.CommandAsync(["bans", "list", .. house])).Output[1], StringComparison.Ordinal);
        Assert.Equal("Lifted 1.", Assert.Single((await HouseProcess.CommandAsync(["bans", "clear", .. house])).Output));
        Assert.Equal("Nobody is banned.", Assert.Single((await HouseProcess.CommandAsync(["bans", "list", .. house])).Output));
    }

    private static (int, string) Failure(CommandResult result) => (result.ExitCode, Assert.Single(result.Errors));

    private static async Task RedeemAsync(HouseServer server, string link)
    {
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RecoveryLinks>().RedeemAsync(Secret(link), NewPassword, TestHouse.Stranger());
    }

    private static Task<CommandResult> CommandAsync(HouseServer server, params string[] words) =>
        HouseProcess.CommandAsync([.. words, $"--HomeAuth:DataDirectory={server.Folder}", .. Arguments(server.Settings)]);

    private async Task<HouseServer> OpenAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Dictionary<string, string>? settings = null)
    {
        settings ??= [];
        if (provider == DatabaseProvider.Postgres)
        {
            settings["HomeAuth:Database:Provider"] = nameof(DatabaseProvider.Postgres);
            settings["HomeAuth:Database:ConnectionString"] = await EmptyHouse.NewPostgresDatabaseAsync();
        }

        return await HouseServer.ClaimedAsync(settings: settings, folder: _folder);
    }
}
