using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Recovery;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Onboarding;

public sealed class OwnerCreationTests
{
    private static readonly ClaimRequest Good = new("Anna Muster", " Anna ", TestHouse.Password, TestHouse.Password, null, "de");

    [Theory, DatabaseData]
    public async Task ClaimWritesAWholeOwner(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);

        var claimed = Assert.IsType<ClaimOutcome.Claimed>(await ClaimAsync(house, Good));

        await house.RunAsync<HomeAuthDb>(async db =>
        {
            var owner = await db.Users.SingleAsync();
            Assert.Equal((claimed.UserId, "Anna Muster", "Anna", "anna", true, true), (owner.Id, owner.Name, owner.UserName, owner.NormalizedUserName, owner.IsOwner, owner.IsActive));
            Assert.StartsWith("$argon2id$", owner.PasswordHash, StringComparison.Ordinal);
            Assert.Equal(Group.AdminId, (await db.UserRoles.SingleAsync()).RoleId);
            Assert.Equal(claimed.CredentialId, (await db.Credentials.SingleAsync()).Id);
            Assert.Contains("\"de\"", (await db.Preferences.SingleAsync()).Value, StringComparison.Ordinal);
            Assert.Equal(("owner_created", true), await db.SecurityEvents.Select(entry => new ValueTuple<string, bool>(entry.Type, entry.Succeeded)).SingleAsync());
        });
    }

    [Theory, DatabaseData]
    public async Task FiftyClaimsAtOnceMakeOneOwner(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => ClaimAsync(house, Good with { Username = $"user{i}" }))));

        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(49, outcomes.Count(outcome => outcome == ClaimOutcome.AlreadyClaimed));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.Users.CountAsync()));
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task ClaimsOnTwoServersAtOnceMakeOneOwner(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await using var other = house.OpenSecondServer();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Task.Run(() => ClaimAsync(i % 2 == 0 ? house : other, Good with { Username = $"user{i}" }))));

        Assert.Single(outcomes, outcome => outcome is ClaimOutcome.Claimed);
        Assert.Equal(9, outcomes.Count(outcome => outcome == ClaimOutcome.AlreadyClaimed));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.Users.CountAsync()));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.Credentials.CountAsync()));
    }

    public static TheoryData<ClaimRequest, string, string> Bad => new()
    {
        { Good with { Name = " " }, "name", ErrorCodes.NameRequired },
        { Good with { Username = "" }, "username", ErrorCodes.UsernameRequired },
        { Good with { Username = "an\u202Ena" }, "username", ErrorCodes.UsernameInvalid },
        { Good with { Password = "short", ConfirmPassword = "short" }, "password", ErrorCodes.PasswordTooShort },
        { Good with { Password = "anna muster", ConfirmPassword = "anna muster" }, "password", ErrorCodes.PasswordIsName },
        { Good with { ConfirmPassword = "seven quiet otter" }, "confirm_password", ErrorCodes.PasswordMismatch },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task NothingIsWrittenGivenAProblem(ClaimRequest request, string field, string code)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);

        var refused = Assert.IsType<ClaimOutcome.Refused>(await ClaimAsync(house, request));

        Assert.Equal(new ClaimProblem(field, code), Assert.Single(refused.Problems));
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.Users.CountAsync()));
        Assert.IsType<ClaimOutcome.Claimed>(await ClaimAsync(house, Good));
    }

    [Fact]
    public async Task AllProblemsAreToldAtOnce()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);

        var refused = Assert.IsType<ClaimOutcome.Refused>(await ClaimAsync(house, new ClaimRequest(null, null, null, null, null, "en"), local: false));

        Assert.Equal(["setup_code", "name", "username", "password"], refused.Problems.Select(problem => problem.Field));
    }

    [Fact]
    public async Task SetupCodeIsAskedFromAfarSurvivesARestartAndDiesWhenUsed()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var setupCode = house.Services.GetRequiredService<SetupCode>();
        var code = setupCode.Current();
        Assert.Matches("^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){2}$", code);
        Assert.Equal(code, new SetupCode(house.Directory).Current());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(house.Directory.File(SetupCode.FileName)));

        foreach (var wrong in new[] { null, "", "AAAA-AAAA-AAAA" })
        {
            var refused = Assert.IsType<ClaimOutcome.Refused>(await ClaimAsync(house, Good with { SetupCode = wrong }, local: false));
            Assert.Equal("setup_code", Assert.Single(refused.Problems).Field);
        }

        Assert.IsType<ClaimOutcome.Claimed>(await ClaimAsync(house, Good with { SetupCode = $" {code.ToLowerInvariant().Replace('-', ' ')} " }, local: false));
        Assert.False(File.Exists(house.Directory.File(SetupCode.FileName)));
        Assert.False(setupCode.Matches(code));
    }

    [Fact]
    public async Task GuessesAtTheSetupCodeAreSlowed()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var code = house.Services.GetRequiredService<SetupCode>().Current();
        for (var i = 0; i < 5; i++)
        {
            await ClaimAsync(house, Good with { SetupCode = "AAAA-AAAA-AAAA" }, local: false);
        }

        var refused = Assert.IsType<ClaimOutcome.Refused>(await ClaimAsync(house, Good with { SetupCode = code }, local: false));

        Assert.Equal(new ClaimProblem("setup_code", ErrorCodes.TooManyAttempts, TimeSpan.FromSeconds(5)), Assert.Single(refused.Problems));
    }

    private static Task<ClaimOutcome> ClaimAsync(TestHouse house, ClaimRequest request, bool local = true) =>
        house.RunAsync<OwnerCreation, ClaimOutcome>(creation => creation.ClaimAsync(request, local, TestHouse.Stranger()));
}
