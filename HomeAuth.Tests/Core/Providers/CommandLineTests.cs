using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Providers;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Core.Providers;

/// <summary>Real programs judge passwords; the trait is the line of Home Assistant's checklist.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homeauth-command-");
    private readonly LogCapture _log = new();

    public void Dispose()
    {
        _log.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory, DatabaseData]
    [Trait("HA", "129")]
    [Trait("HA", "130")]
    [Trait("HA", "131")]
    [Trait("HA", "133")]
    public async Task ExitCodeDecidesAndTheFirstTimeMakesAUser(DatabaseProvider provider)
    {
        await using var house = await HouseAsync(
            """
            [ "$username" = "good-user" ] && [ "$password" = "good-pass" ] || exit 3
            printf '# a remark = no line of ours\nname = Bob \n  group=system-read-only\nlocal_only = true\nodd\nother = 7\n'
            """,
            provider,
            meta: true);
        await house.ClaimAsync();
        Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, "bad-user", "good-pass")));
        Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, "good-user", "bad-pass")));
        Assert.Contains(_log.Lines, line => line.Text.Contains("User 'bad-user' failed to authenticate, command exited with code 3", StringComparison.Ordinal));

        var first = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "\t\ngood-user ", "good-pass"));
        var second = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "good-user", "good-pass"));
        Assert.Equal((first.UserId, first.CredentialId), (second.UserId, second.CredentialId));
        var user = await house.RunAsync<HomeAuthDb, HomeUser>(db => db.Users.SingleAsync(user => user.Id == first.UserId));
        Assert.Equal(("Bob", false, true), (user.Name, user.IsOwner, user.LocalOnly));
        Assert.Equal([Group.ReadOnlyId], await GroupsAsync(house, first.UserId));
    }

    [Fact]
    public async Task UserIsAnOrdinaryOneWithTheNameTheyTypedUnlessTheProgramSaysMore()
    {
        await using var house = await HouseAsync("echo 'group = no-such-group'", meta: true);
        await house.ClaimAsync();
        var entry = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "cleo", "x"));
        Assert.Equal([Group.UsersId], await GroupsAsync(house, entry.UserId));
        Assert.Equal("cleo", await house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.Id == entry.UserId).Select(user => user.Name).SingleAsync()));
        Assert.Contains(_log.Lines, line => line.Text.Contains("no-such-group", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutMetaWhatIsPrintedSaysNothing()
    {
        await using var house = await HouseAsync("echo 'group = system-admin'");
        await house.ClaimAsync();
        var entry = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "cleo", "x"));
        Assert.Equal([Group.UsersId], await GroupsAsync(house, entry.UserId));
    }

    [Fact]
    [Trait("HA", "132")]
    public async Task NamesAndPasswordsOfAnyScriptReachTheProgramUnchanged()
    {
        var seen = Path.Combine(_folder.FullName, "seen");
        await using var house = await HouseAsync($"printf '%s|%s' \"$username\" \"$password\" > {seen}");
        await house.ClaimAsync();
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, "ßeñor 雪 $(id)", " pä'ss\"w`rd\n"));
        Assert.Equal("ßeñor 雪 $(id)| pä'ss\"w`rd\n", await File.ReadAllTextAsync(seen, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ProgramKnowsNothingButUsernameAndPassword()
    {
        var seen = Path.Combine(_folder.FullName, "seen");
        await using var house = await HouseAsync($"/usr/bin/env > {seen}; cat >> {seen}; printf '%s' \"$*\" > {seen}.args", args: ["--one", "two words"]);
        await house.ClaimAsync();
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, "cleo", "secret"));
        // The shell itself adds where it is.
        string[] ownOfTheShell = ["PWD=", "SHLVL=", "_="];
        Assert.Equal(
            ["password=secret", "username=cleo"],
            (await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken)).Where(line => !ownOfTheShell.Any(line.StartsWith)).Order());
        Assert.Equal("--one two words", await File.ReadAllTextAsync(seen + ".args", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task HugeOutputIsThrownAwayAndTheProgramStillJudges()
    {
        await using var house = await HouseAsync("echo 'name = Bob'; yes '# more' | head -c 50000000; yes | head -c 50000000 >&2; echo 'name = Late'", meta: true);
        await house.ClaimAsync();
        var entry = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "cleo", "x"));
        Assert.Equal("Bob", await house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.Id == entry.UserId).Select(user => user.Name).SingleAsync()));
    }

    [Fact]
    public async Task ProgramThatIsLateIsKilledWithItsChildrenAndNobodyHasGuessed()
    {
        var pids = Path.Combine(_folder.FullName, "pids");
        await using var house = await HouseAsync($"sleep 1000 & echo $! $$ > {pids}.new; mv {pids}.new {pids}; wait");
        await house.ClaimAsync();
        var signIn = SignInAsync(house, "cleo", "x");
        while (!File.Exists(pids))
        {
            await Task.Yield();
        }

        house.Time.Advance(CommandRuns.Longest);
        Assert.Equal(ErrorCodes.ProviderUnavailable, Error(await signIn));
        Assert.Contains(_log.Lines, line => line.Text.Contains("had not ended after 30 s", StringComparison.Ordinal));
        // The kernel takes a moment to end what was killed.
        foreach (var pid in (await File.ReadAllTextAsync(pids, TestContext.Current.CancellationToken)).Split(' ').Select(int.Parse))
        {
            while (Directory.Exists($"/proc/{pid}") && !(await File.ReadAllTextAsync($"/proc/{pid}/stat", TestContext.Current.CancellationToken)).Contains(") Z ", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }

        Assert.False(await house.RunAsync<HomeAuthDb, bool>(db => db.GuessCounters.AnyAsync()));
    }

    // What the program leaves behind holds its output open, and has no say.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task ProgramHasJudgedWhenItEndsWhateverItLeavesBehind(int code)
    {
        var left = Path.Combine(_folder.FullName, "left");
        await using var house = await HouseAsync($"echo 'name = Bob'; sleep 1000 & echo $! $$ > {left}.new; mv {left}.new {left}; exit {code}", meta: true);
        await house.ClaimAsync();
        var signIn = SignInAsync(house, "cleo", "x");
        while (!File.Exists(left))
        {
            await Task.Yield();
        }

        var pids = (await File.ReadAllTextAsync(left, TestContext.Current.CancellationToken)).Split(' ').Select(int.Parse).ToArray();
        while (Directory.Exists($"/proc/{pids[1]}"))
        {
            await Task.Yield();
        }

        // It has ended, and is heard of in a moment; from then on the clock is waited for.
        for (var second = 0; second < 25 && !signIn.IsCompleted; second++)
        {
            house.Time.Advance(CommandRuns.Grace);
            await Task.WhenAny(signIn, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        using var child = System.Diagnostics.Process.GetProcessById(pids[0]);
        child.Kill();
        if (code == 0)
        {
            var entry = Assert.IsType<CreateEntryStep>(await signIn);
            Assert.Equal("Bob", await house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.Id == entry.UserId).Select(user => user.Name).SingleAsync()));
        }
        else
        {
            Assert.Equal(ErrorCodes.InvalidAuth, Error(await signIn));
            Assert.True(await house.RunAsync<HomeAuthDb, bool>(db => db.GuessCounters.AnyAsync()));
        }
    }

    [Theory]
    [InlineData("/no/such/program")]
    [InlineData("/etc/passwd")]
    public async Task ProgramThatCannotBeStartedIsSaidInTheLogAndCountsNoGuess(string command)
    {
        await using var house = await OpenAsync(new AuthProviderOptions { Type = "command_line", Command = command });
        await house.ClaimAsync();
        Assert.Equal(ErrorCodes.ProviderUnavailable, Error(await SignInAsync(house, "cleo\u2028faked line", "x")));
        Assert.Contains(_log.Lines, line => line.Text.Contains("Error while authenticating 'cleofaked line'", StringComparison.Ordinal));
        Assert.False(await house.RunAsync<HomeAuthDb, bool>(db => db.GuessCounters.AnyAsync()));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("cleo\0", "x")]
    [InlineData("cleo", "x\0y")]
    [InlineData("cleo\ngroup = system-admin", "x")]
    public async Task WhatCannotBeANameOrInAnEnvironmentIsWrong(string username, string password)
    {
        await using var house = await HouseAsync("echo \"name = $username\"", meta: true);
        await house.ClaimAsync();
        Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, username, password)));
    }

    [Fact]
    public async Task WhoeverHangsUpHasGuessedAllTheSame()
    {
        var go = Path.Combine(_folder.FullName, "go");
        await using var house = await HouseAsync($"mkfifo {go}.in; mv {go}.in {go}; read line < {go}; exit 1");
        await house.ClaimAsync();
        using var hangUp = new CancellationTokenSource();
        var guess = SignInAsync(house, "cleo", "x", hangUp.Token);
        while (!File.Exists(go))
        {
            await Task.Yield();
        }

        await hangUp.CancelAsync();
        await File.WriteAllTextAsync(go, "go on\n", TestContext.Current.CancellationToken);
        await Record.ExceptionAsync(() => guess);
        Assert.True(await house.RunAsync<HomeAuthDb, bool>(db => db.GuessCounters.AnyAsync()));
    }

    [Fact]
    public async Task EachSpellingOfANameIsTheSameGuess()
    {
        await using var house = await HouseAsync("exit 1");
        await house.ClaimAsync();
        foreach (var name in new[] { "guest", "Guest", "GUEST", "gUest", "guEst" })
        {
            Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, name, "x")));
        }

        Assert.Equal(ErrorCodes.TooManyAttempts, Error(await SignInAsync(house, "guesT", "x")));
    }

    [Fact]
    public async Task ProgramKilledByASignalSaysNo()
    {
        await using var house = await HouseAsync("kill -9 $$");
        await house.ClaimAsync();
        Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, "cleo", "x")));
    }

    [Theory, DatabaseData]
    public async Task TwoFirstSignInsAtOnceMakeOneUser(DatabaseProvider provider)
    {
        await using var house = await HouseAsync("exit 0", provider);
        await house.ClaimAsync();
        var entries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignInAsync(house, "cleo", "x")));
        Assert.Single(entries.Select(step => Assert.IsType<CreateEntryStep>(step).UserId).Distinct());
        Assert.Equal(2, await house.RunAsync<HomeAuthDb, int>(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task GuessesAreSlowedAndADisabledUserIsOut()
    {
        await using var house = await HouseAsync("[ \"$password\" = right ]");
        await house.ClaimAsync();
        var entry = Assert.IsType<CreateEntryStep>(await SignInAsync(house, "cleo", "right"));
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(ErrorCodes.InvalidAuth, Error(await SignInAsync(house, "cleo", "wrong")));
        }

        Assert.Equal(ErrorCodes.TooManyAttempts, Error(await SignInAsync(house, "cleo", "right")));
        Assert.Equal(5, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(found => found.UserId == entry.UserId && !found.Succeeded)));
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await house.RunAsync<HomeAuthDb>(db => db.Users.Where(user => user.Id == entry.UserId).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false)));
        Assert.Equal(ErrorCodes.UserInactive, (await Assert.ThrowsAsync<HomeAuthException>(() => SignInAsync(house, "cleo", "right"))).Code);
    }

    private Task<TestHouse> HouseAsync(string script, DatabaseProvider provider = DatabaseProvider.Sqlite, bool meta = false, IReadOnlyList<string>? args = null)
    {
        var path = Path.Combine(_folder.FullName, "check");
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return OpenAsync(new AuthProviderOptions { Type = "command_line", Command = path, Meta = meta, Args = args ?? [] }, provider);
    }

    private Task<TestHouse> OpenAsync(AuthProviderOptions configured, DatabaseProvider provider = DatabaseProvider.Sqlite) => TestHouse.OpenAsync(
        provider, options => options.AuthProviders = [new() { Type = "homeassistant" }, configured], services => services.AddSingleton<ILoggerProvider>(_log));

    private static async Task<FlowStep> SignInAsync(TestHouse house, string username, string password, CancellationToken cancellationToken = default)
    {
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("command_line", "", null, TestHouse.Stranger("192.168.1.5")));
        return await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.AdvanceAsync(
            start.FlowId, new Dictionary<string, string> { ["username"] = username, ["password"] = password }, TestHouse.Stranger("192.168.1.5"), cancellationToken));
    }

    private static string? Error(FlowStep step) => Assert.IsType<FormStep>(step).Error;

    private static Task<List<string>> GroupsAsync(TestHouse house, string userId) =>
        house.RunAsync<HomeAuthDb, List<string>>(db => db.UserRoles.Where(membership => membership.UserId == userId).Select(membership => membership.RoleId).ToListAsync());
}
