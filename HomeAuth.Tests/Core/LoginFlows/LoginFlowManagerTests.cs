using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.LoginFlows;

public sealed class LoginFlowManagerTests
{
    [Theory, DatabaseData]
    public async Task FlowEndsWithThePersonGivenTheRightPassword(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = await house.ClaimAsync();

        var step = await AdvanceAsync(house, await StartAsync(house), "ANNA ", TestHouse.Password);

        Assert.Equal((owner.UserId, owner.CredentialId), Assert.IsType<CreateEntryStep>(step) is var entry ? (entry.UserId, entry.CredentialId) : default);
    }

    [Theory, DatabaseData]
    public async Task UnknownWrongAndDisabledAreAnsweredAlike(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        await house.AddPersonAsync("berta", isActive: false);
        var flow = await StartAsync(house);

        FlowStep[] steps =
        [
            await AdvanceAsync(house, flow, "nobody", TestHouse.Password),
            await AdvanceAsync(house, flow, "anna", "not the password"),
            await AdvanceAsync(house, flow, "berta", TestHouse.Password),
            await AdvanceAsync(house, flow, "", ""),
            await AdvanceAsync(house, flow, new string('x', 100_000), new string('y', 100_000)),
            await AdvanceAsync(house, flow, "\uD800", "\uD800"),
        ];

        Assert.All(steps, step => Assert.Equal(ErrorCodes.InvalidAuth, Assert.IsType<FormStep>(step).Error));
        var failures = await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => entry.Type == "login" && !entry.Succeeded));
        Assert.Equal(steps.Length, failures);
    }

    [Theory, DatabaseData]
    public async Task RightPasswordIsRefusedUnseenWhileTheAccountWaits(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        var flow = await StartAsync(house);
        for (var i = 0; i < 5; i++)
        {
            await AdvanceAsync(house, flow, "anna", "not the password");
        }

        var step = Assert.IsType<FormStep>(await AdvanceAsync(house, flow, "anna", TestHouse.Password));
        Assert.Equal((ErrorCodes.TooManyAttempts, TimeSpan.FromSeconds(5)), (step.Error, step.RetryAfter!.Value));

        house.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<CreateEntryStep>(await AdvanceAsync(house, flow, "anna", TestHouse.Password));
    }

    [Theory, DatabaseData]
    public async Task WrongGuessIsCountedWhateverTheProgramSaysOfItself(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();
        var origin = RequestOrigin.From(System.Net.IPAddress.Parse("203.0.113.7"), new string('A', 399) + "😀\0");
        Assert.Equal(399, origin.UserAgent!.Length);
        var flow = await StartAsync(house, origin);
        for (var i = 0; i < 5; i++)
        {
            await AdvanceAsync(house, flow, i % 2 == 0 ? "anna" : "an\0na", "not the password", origin);
        }

        Assert.Equal(5, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => !entry.Succeeded)));
    }

    [Fact]
    public async Task FlowIsGoodForTenMinutes()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var early = await StartAsync(house);
        var late = await StartAsync(house);

        house.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.IsType<CreateEntryStep>(await AdvanceAsync(house, early, "anna", TestHouse.Password));
        house.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(ErrorCodes.InvalidFlow, AdvanceAsync(house, late, "anna", TestHouse.Password));
    }

    [Fact]
    public async Task FlowIsRefusedGivenAnotherAddressOrNoSuchFlow()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var flow = await StartAsync(house);

        await RefusedAsync(ErrorCodes.AddressChanged, AdvanceAsync(house, flow, "anna", TestHouse.Password, TestHouse.Stranger("198.51.100.1")));
        await RefusedAsync(ErrorCodes.InvalidFlow, AdvanceAsync(house, Identifier.New(), "anna", TestHouse.Password));
        await RefusedAsync(ErrorCodes.InvalidHandler, house.RunAsync<LoginFlowManager, FlowStep>(
            manager => manager.StartAsync("command_line", "", null, TestHouse.Stranger())));
    }

    [Fact]
    public async Task FlowFinishesOnceGivenTheSameAnswerTwiceAtOnce()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var flow = await StartAsync(house);

        var steps = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return await AdvanceAsync(house, flow, "anna", TestHouse.Password);
            }
            catch (HomeAuthException error) when (error.Code == ErrorCodes.InvalidFlow)
            {
                return null;
            }
        }));

        Assert.Single(steps, step => step is CreateEntryStep);
        Assert.Equal(5, steps.Count(step => step is null));
    }

    [Fact]
    public async Task OldestFlowOfAHouseholdGivesWayGivenTooMany()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options =>
        {
            options.Limits.LoginFlowsPerAddress = 3;
            options.Limits.LoginFlows = 10;
        });
        await house.ClaimAsync();
        var others = await StartAsync(house, TestHouse.Stranger("198.51.100.1"));
        var first = await StartAsync(house);
        for (var i = 0; i < 3; i++)
        {
            await StartAsync(house);
        }

        await RefusedAsync(ErrorCodes.InvalidFlow, AdvanceAsync(house, first, "anna", TestHouse.Password));
        for (var i = 0; i < 20; i++)
        {
            await StartAsync(house, TestHouse.Stranger($"192.0.2.{i}"));
        }

        await RefusedAsync(ErrorCodes.InvalidFlow, AdvanceAsync(house, others, "anna", TestHouse.Password, TestHouse.Stranger("198.51.100.1")));
        Assert.Equal(10, house.Services.GetRequiredService<FlowStore<LoginFlow>>().Count);
    }

    [Fact]
    public async Task HashOfOlderCostsIsRenewedAtSignIn()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        await house.RunAsync<HomeAuthDb>(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(
            user => user.PasswordHash, "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$uec2fzdciZM+CBiiUAXQEF7ZKz42iQUTDNtOs7UWxG4")));

        Assert.IsType<CreateEntryStep>(await AdvanceAsync(house, await StartAsync(house), "anna", "pässword"));

        var hash = await house.RunAsync<HomeAuthDb, string?>(db => db.Users.Select(user => user.PasswordHash).SingleAsync());
        Assert.False(PasswordHashing.NeedsRehash(hash!));
        Assert.IsType<CreateEntryStep>(await AdvanceAsync(house, await StartAsync(house), "anna", "pässword"));
    }

    private static async Task RefusedAsync(string code, Task<FlowStep> step) => Assert.Equal(code, (await Assert.ThrowsAsync<HomeAuthException>(() => step)).Code);

    private static async Task<string> StartAsync(TestHouse house, RequestOrigin? origin = null) => (await house.RunAsync<LoginFlowManager, FlowStep>(
        manager => manager.StartAsync("homeassistant", "", null, origin ?? TestHouse.Stranger()))).FlowId;

    private static Task<FlowStep> AdvanceAsync(TestHouse house, string flow, string username, string password, RequestOrigin? origin = null) =>
        house.RunAsync<LoginFlowManager, FlowStep>(manager => manager.AdvanceAsync(
            flow, new Dictionary<string, string> { ["username"] = username, ["password"] = password }, origin ?? TestHouse.Stranger()));
}
