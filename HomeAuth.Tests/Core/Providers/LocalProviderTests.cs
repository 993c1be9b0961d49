using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Providers;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Providers;

/// <summary>Usernames and passwords that the house keeps; the trait is the line of Home Assistant's checklist.</summary>
public sealed class LocalProviderTests
{
    private const string Another = "eight brave badgers";

    [Theory, DatabaseData]
    [Trait("HA", "110")]
    [Trait("HA", "117")]
    public async Task WrongPasswordAndUnknownNameAreToldAlikeAndTheRightOneSignsIn(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", null, TestHouse.Stranger()));
        var unknown = Assert.IsType<FormStep>(await house.AnswerAsync(start.FlowId, null, ("username", "nobody"), ("password", TestHouse.Password)));
        var wrong = Assert.IsType<FormStep>(await house.AnswerAsync(start.FlowId, null, ("username", "anna"), ("password", "wrong")));
        Assert.Equal((ErrorCodes.InvalidAuth, ErrorCodes.InvalidAuth), (unknown.Error, wrong.Error));
        Assert.Equal(anna, Assert.IsType<CreateEntryStep>(await house.AnswerAsync(start.FlowId, null, ("username", "anna"), ("password", TestHouse.Password))).UserId);
    }

    [Fact]
    [Trait("HA", "111")]
    public void IdIsRefused()
    {
        var result = new HomeAuthOptionsValidator().Validate(null, new HomeAuthOptions { AuthProviders = [new() { Type = "homeassistant", Id = "mine" }] });
        Assert.Contains("HomeAuth:AuthProviders:0:Id cannot be set", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    [Trait("HA", "114")]
    [Trait("HA", "119")]
    public async Task OneLoginIsFoundWhateverTheCaseAndTheBlanksAroundIt(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        HashSet<string?> credentials = [];
        foreach (var typed in new[] { "anna", "anna ", " ANNA", "Anna" })
        {
            credentials.Add(Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync(typed)).CredentialId);
        }

        Assert.Single(credentials);
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.Credentials.CountAsync()));
    }

    [Theory, DatabaseData]
    [Trait("HA", "115")]
    public async Task NameThatDiffersInCaseOrBlanksAloneIsTaken(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = await ActorAsync(house);
        await house.AddPersonAsync("berta");
        var noLogin = await house.RunAsync<HomeAuthDb, string>(async db =>
        {
            var user = new HomeUser { Name = "Cleo", IsActive = true, CreatedAt = house.Time.GetUtcNow() };
            db.Users.Add(user);
            await db.SaveChangesAsync();
            return user.Id;
        });
        foreach (var typed in new[] { "berta", "BERTA", " berta " })
        {
            var error = await Assert.ThrowsAsync<HomeAuthException>(() => house.RunAsync<LocalLogins>(logins => logins.AddAsync(noLogin, typed, Another, actor)));
            Assert.Contains(error.Code, new[] { ErrorCodes.UsernameExists, ErrorCodes.UsernameNotNormalized });
        }
    }

    [Theory, DatabaseData]
    [Trait("HA", "116")]
    public async Task OldPasswordIsNoGoodAfterAChangeAndTheNewOneIs(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = await ActorAsync(house);
        await house.RunAsync<PasswordChange, TimeSpan?>(change => change.ChangeAsync(new PasswordChangeRequest(TestHouse.Password, Another, false, false, false), actor));
        Assert.Equal(ErrorCodes.InvalidAuth, Assert.IsType<FormStep>(await house.SignInUpToFactorAsync("anna")).Error);
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, "anna"));
        Assert.IsType<CreateEntryStep>(await SignInAsync(house, "ANNA"));
    }

    [Fact]
    [Trait("HA", "118")]
    public async Task LoginIsGoodAfterARestart()
    {
        await using var first = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await first.ClaimAsync();
        var copy = Directory.CreateTempSubdirectory("homeauth-restart-");
        try
        {
            await first.RunAsync<HomeAuthDb>(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
            foreach (var file in new[] { DatabaseMigrator.FileName, DataProtectionKeyFile.FileName })
            {
                File.Copy(first.Directory.File(file), Path.Combine(copy.FullName, file));
            }

            await using var second = TestHouse.Over(copy.FullName, DatabaseProvider.Sqlite, null);
            Assert.IsType<CreateEntryStep>(await second.SignInUpToFactorAsync("anna"));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static async Task<FlowStep> SignInAsync(TestHouse house, string username)
    {
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", null, TestHouse.Stranger()));
        return await house.AnswerAsync(start.FlowId, null, ("username", username), ("password", Another));
    }

    private static async Task<Actor> ActorAsync(TestHouse house)
    {
        var anna = (await house.ClaimAsync()).UserId;
        return TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
    }
}
