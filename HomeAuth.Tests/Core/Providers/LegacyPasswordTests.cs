using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Household;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Providers;

/// <summary>The one password of an old house, at the sign-in page and, for a while, with each request.</summary>
public sealed class LegacyPasswordTests
{
    private const string Password = "old-secret";

    [Theory, DatabaseData]
    [Trait("HA", "134")]
    public async Task EverybodyWhoKnowsItIsTheSameUser(DatabaseProvider provider)
    {
        await using var house = await HouseAsync(provider);
        var entries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SignInAsync(house, Password)));
        Assert.Single(entries.Select(step => Assert.IsType<CreateEntryStep>(step).CredentialId).Distinct());
        Assert.Equal(ErrorCodes.InvalidAuth, Assert.IsType<FormStep>(await SignInAsync(house, "wrong")).Error);
        var userId = Assert.IsType<CreateEntryStep>(entries[0]).UserId;
        var user = await house.RunAsync<HomeAuthDb, HomeUser>(db => db.Users.SingleAsync(user => user.Id == userId));
        Assert.Equal(("Legacy API password user", false), (user.Name, user.IsOwner));
    }

    [Theory, DatabaseData]
    public async Task RequestsAreLetInWhileAnAdministratorSaysSoAndNoLonger(DatabaseProvider provider)
    {
        await using var house = await HouseAsync(provider);
        Assert.Null(await AskAsync(house, Password));
        await AllowAsync(house, TimeSpan.FromDays(7));
        Assert.Null(await AskAsync(house, "wrong"));
        var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(house, Password)));
        Assert.Single(tokens.Select(token => token!.TokenId).Distinct());
        Assert.Equal(ErrorCodes.InsufficientScope, tokens[0]!.Against(HomeAuth.Core.Permissions.Acts.ChangeSignIn));

        house.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await AskAsync(house, Password));
        house.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await AskAsync(house, Password));
        await AllowAsync(house, TimeSpan.FromDays(1));
        Assert.NotNull(await AskAsync(house, Password));
    }

    [Fact]
    public async Task StrangerWhoGuessesDoesNotStopTheProgramsOfTheHouse()
    {
        await using var house = await HouseAsync(DatabaseProvider.Sqlite);
        await AllowAsync(house, TimeSpan.FromDays(7));
        for (var guess = 0; guess < 6; guess++)
        {
            Assert.Null(await AskAsync(house, $"wrong {guess}", "203.0.113.66"));
        }

        Assert.Null(await AskAsync(house, Password, "203.0.113.66"));
        Assert.NotNull(await AskAsync(house, Password, "203.0.113.7"));
    }

    // A family behind one address, and the tablet of somebody who has moved out.
    [Fact]
    public async Task ProgramWithAnOldSecretDoesNotStopTheOthersBesideIt()
    {
        await using var house = await HouseAsync(DatabaseProvider.Sqlite);
        await AllowAsync(house, TimeSpan.FromDays(7));
        for (var time = 0; time < 50; time++)
        {
            Assert.Null(await AskAsync(house, "the password of 2017"));
        }

        Assert.NotNull(await AskAsync(house, Password));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => !entry.Succeeded)));
    }

    [Fact]
    public async Task TimeIsBounded()
    {
        await using var house = await HouseAsync(DatabaseProvider.Sqlite);
        Assert.Equal(ErrorCodes.LifetimeInvalid, (await Assert.ThrowsAsync<HomeAuthException>(() => AllowAsync(house, TimeSpan.FromDays(31)))).Code);
    }

    private static async Task<TestHouse> HouseAsync(DatabaseProvider provider)
    {
        var house = await TestHouse.OpenAsync(
            provider, options => options.AuthProviders = [new() { Type = "homeassistant" }, new() { Type = "legacy_api_password", ApiPassword = Password }]);
        await house.ClaimAsync();
        return house;
    }

    private static async Task AllowAsync(TestHouse house, TimeSpan time)
    {
        var owner = await house.RunAsync<HomeAuthDb, string>(db => db.Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());
        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { LegacyAccessUntil = house.Time.GetUtcNow() + time }, TestHouse.Actor(owner)));
    }

    private static Task<ActiveToken?> AskAsync(TestHouse house, string password, string address = "192.168.1.5") =>
        house.RunAsync<LegacyAccess, ActiveToken?>(access => access.ValidateAsync(password, TestHouse.Stranger(address)));

    private static async Task<FlowStep> SignInAsync(TestHouse house, string password)
    {
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("legacy_api_password", "", null, TestHouse.Stranger()));
        return await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.AdvanceAsync(start.FlowId, new Dictionary<string, string> { ["password"] = password }, TestHouse.Stranger()));
    }
}
