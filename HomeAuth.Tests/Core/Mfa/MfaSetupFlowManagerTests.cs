using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Mfa;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Mfa;

public sealed class MfaSetupFlowManagerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, DatabaseData, Trait("HA", "136")]
    public async Task NothingIsEnabledBeforeTheRightCode(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var first = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        var secret = first.Placeholders!["code"];

        var again = Assert.IsType<FormStep>(await house.AdvanceSetupAsync(first.FlowId, actor, ("code", WrongCode)));
        var late = Assert.IsType<FormStep>(await house.AdvanceSetupAsync(first.FlowId, actor, ("code", house.CodeOf(secret, -7))));

        Assert.Equal((ErrorCodes.InvalidCode, secret), (again.Error, again.Placeholders!["code"]));
        Assert.False(again.Placeholders.ContainsKey("drift"));
        Assert.Equal((ErrorCodes.InvalidCode, "-210"), (late.Error, late.Placeholders!["drift"]));
        Assert.Empty(await ListAsync(house, actor));
        Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync());

        var done = Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(first.FlowId, actor, ("code", house.CodeOf(secret, 1))));
        Assert.Equal((secret, TimeSpan.FromSeconds(30)), (done.Result["result"], done.Drift));
        Assert.Equal(done.FactorId, Assert.Single(await ListAsync(house, actor)).Id);
        Assert.Equal("mfa", Assert.IsType<FormStep>(await house.SignInUpToFactorAsync()).StepId);
        Assert.Equal("totp", Assert.Single(await house.RunAsync<SecurityHistory, IReadOnlyList<SecurityEvent>>(
            history => history.ListAsync(actor.UserId, 10, SecurityEventTypes.MfaEnabled))).Detail);
    }

    [Fact]
    public async Task SecretIsMadeAnewGivenNoAnswer()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var first = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));

        var second = Assert.IsType<FormStep>(await house.AdvanceSetupAsync(first.FlowId, actor));

        Assert.NotEqual(first.Placeholders!["code"], second.Placeholders!["code"]);
        Assert.IsType<FormStep>(await house.AdvanceSetupAsync(first.FlowId, actor, ("code", house.CodeOf(first.Placeholders["code"]))));
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(first.FlowId, actor, ("code", house.CodeOf(second.Placeholders["code"]))));
    }

    [Fact]
    public async Task FlowIsItsPersonsAndItsAddresssAlone()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var berta = TestHouse.Actor((await house.AddPersonAsync("berta")).Id);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        (string, string) answer = ("code", house.CodeOf(form.Placeholders!["code"]));

        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AdvanceSetupAsync(form.FlowId, berta, answer));
        await house.RunAsync<MfaSetupFlowManager>(flows =>
        {
            flows.Abort(form.FlowId, berta);
            return Task.CompletedTask;
        });
        await RefusedAsync(ErrorCodes.AddressChanged, () => house.AdvanceSetupAsync(form.FlowId, actor with { Origin = TestHouse.Stranger("198.51.100.1") }, answer));
        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AdvanceSetupAsync(Identifier.New(), actor, answer));
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(form.FlowId, actor, answer));
        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AdvanceSetupAsync(form.FlowId, actor, answer));
    }

    [Theory, DatabaseData]
    public async Task OneFactorIsEnabledGivenTheSameAnswerAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        var code = house.CodeOf(form.Placeholders!["code"]);

        var steps = await AtOnceAsync(8, ErrorCodes.InvalidFlow, () => house.AdvanceSetupAsync(form.FlowId, actor, ("code", code)));

        Assert.Single(steps, step => step is MfaSetupDoneStep);
        Assert.Single(await ListAsync(house, actor));
    }

    [Theory, DatabaseData]
    public async Task SeveralAppsHaveNamesAndEachIsGood(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var phone = await house.EnrolAppAsync(anna, " Phone ");
        var tablet = await house.EnrolAppAsync(anna, "Tablet");

        Assert.Equal(["Phone", "Tablet"], (await ListAsync(house, TestHouse.Actor(anna))).Select(factor => factor.Name));
        foreach (var secret in new[] { tablet, phone })
        {
            var flow = (await house.SignInUpToFactorAsync()).FlowId;
            Assert.IsType<CreateEntryStep>(await house.AnswerAsync(flow, house.CodeOf(secret)));
        }
    }

    [Fact]
    public async Task FlowGoesOnGivenANameThatBreaksARule()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        (string, string) answer = ("code", house.CodeOf(form.Placeholders!["code"]));

        await RefusedAsync(ErrorCodes.NameInvalid, () => house.AdvanceSetupAsync(form.FlowId, actor, answer, ("name", "a\nb")));
        Assert.Empty(await ListAsync(house, actor));
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(form.FlowId, actor, answer, ("name", "b")));
    }

    [Theory, DatabaseData]
    public async Task NoMoreThanTenOfAModule(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(anna);
        var early = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        for (var i = 0; i < MfaSetupFlowManager.MostFactors; i++)
        {
            await house.EnrolAppAsync(anna);
        }

        await RefusedAsync(ErrorCodes.TooManyFactors, () => house.BeginSetupAsync(actor));
        await RefusedAsync(ErrorCodes.TooManyFactors, () => house.AdvanceSetupAsync(early.FlowId, actor, ("code", house.CodeOf(early.Placeholders!["code"]))));
        Assert.Equal(MfaSetupFlowManager.MostFactors, (await ListAsync(house, actor)).Count);
    }

    [Theory, DatabaseData]
    public async Task ProofIsAskedForAgainTenMinutesAfterTheLast(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);

        house.Time.Advance(TimeSpan.FromMinutes(10) - Second);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        house.Time.Advance(Second);
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.BeginSetupAsync(actor));
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.RunAsync<SecondFactors>(factors => factors.DisableAsync("totp", actor)));
        Assert.IsType<FormStep>(await house.BeginSetupAsync(actor with { AsksAgain = false }));
        // What was begun in time may be finished.
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(form.FlowId, actor, ("code", house.CodeOf(form.Placeholders!["code"]))));
    }

    [Theory, DatabaseData]
    public async Task TokenOnWhichNobodyEverProvedAnythingIsAsked(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var token = await house.SignInAsync(anna);
        await house.RunAsync<HomeAuthDb>(db => db.RefreshTokens.ExecuteUpdateAsync(set => set.SetProperty(row => row.ProvedAt, (DateTimeOffset?)null)));
        await house.RunAsync<HomeAuth.Core.Tokens.TokenDirectory>(directory => directory.FindAsync(token.Id).AsTask());

        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.BeginSetupAsync(TestHouse.Actor(anna, token.Id)));
        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.BeginSetupAsync(TestHouse.Actor(anna, Identifier.New())));
    }

    [Fact, Trait("HA", "93")]
    public async Task ProgramsAccountsHaveNoFactorsAndUnknownModulesAreRefused()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var actor = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var system = new HomeUser { Name = "Content", SystemGenerated = true };
        await house.RunAsync<HomeAuthDb>(db =>
        {
            db.Users.Add(system);
            return db.SaveChangesAsync();
        });

        await RefusedAsync(ErrorCodes.SystemGenerated, () => house.BeginSetupAsync(TestHouse.Actor(system.Id)));
        await RefusedAsync(ErrorCodes.InvalidAuthModule, () => house.BeginSetupAsync(actor, "sms"));
        await RefusedAsync(ErrorCodes.InvalidAuthModule, () => house.RunAsync<SecondFactors>(factors => factors.DisableAsync("sms", actor)));
        await house.RunAsync<SecondFactors>(factors => factors.DisableAsync("totp", actor));
    }

    [Theory, DatabaseData, Trait("HA", "93")]
    public async Task DisablingRemovesAllOfAModuleOfOnesOwn(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = (await house.AddPersonAsync("berta")).Id;
        await house.EnrolAppAsync(anna);
        await house.EnrolAppAsync(anna);
        await house.EnrolAppAsync(berta);

        await house.RunAsync<SecondFactors>(factors => factors.DisableAsync("totp", TestHouse.Actor(anna)));

        Assert.Empty(await ListAsync(house, TestHouse.Actor(anna)));
        var bertas = Assert.Single(await ListAsync(house, TestHouse.Actor(berta)));
        Assert.False(await house.RunAsync<SecondFactors, bool>(factors => factors.RemoveAsync(bertas.Id, TestHouse.Actor(anna))));
        Assert.False(await house.RunAsync<SecondFactors, bool>(factors => factors.RenameAsync(bertas.Id, "mine", TestHouse.Actor(anna))));
        Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync());
        Assert.Equal(2, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => entry.Type == SecurityEventTypes.MfaDisabled)));
    }

    private static Task<IReadOnlyList<MfaFactor>> ListAsync(TestHouse house, Actor actor) =>
        house.RunAsync<SecondFactors, IReadOnlyList<MfaFactor>>(factors => factors.ListAsync(actor.UserId));
}
