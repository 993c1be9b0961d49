using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.Recovery;

public sealed class RecoveryCodesTests
{
    [Theory, DatabaseData]
    public async Task CodeStandsInForTheFactorOnceAndForItsPersonAlone(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = (await house.AddPersonAsync("berta")).Id;
        await house.EnrolAppAsync(anna);
        await house.EnrolAppAsync(berta);
        var codes = await house.PrintCodesAsync(anna);
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$", code));

        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await AnswerAsync(house, codes[3], "berta")).Error);
        Assert.Equal(anna, Assert.IsType<CreateEntryStep>(await AnswerAsync(house, $" {codes[3].ToLowerInvariant().Replace('-', ' ')} ")).UserId);
        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await AnswerAsync(house, codes[3])).Error);
        Assert.IsType<CreateEntryStep>(await AnswerAsync(house, codes[4]));
        Assert.Equal(8, (await house.RunAsync<RecoveryCodes, RecoveryCodeCount>(recovery => recovery.CountAsync(anna))).Left);
    }

    [Theory, DatabaseData]
    public async Task OneGetsInGivenTwentyWithTheSameCodeAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var codes = await house.PrintCodesAsync(anna);

        // Below the gate that lets guesses through one at a time, as on several servers.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            () => house.RunAsync<RecoveryCodes, bool>(recovery => recovery.UseAsync(anna, codes[0], default)))));

        Assert.Single(answers, right => right);
    }

    [Theory, DatabaseData]
    public async Task NewSetEndsTheOldOne(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        await house.EnrolAppAsync(anna);
        var old = await house.PrintCodesAsync(anna);
        var fresh = await house.PrintCodesAsync(anna);

        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await AnswerAsync(house, old[0])).Error);
        Assert.IsType<CreateEntryStep>(await AnswerAsync(house, fresh[0]));
    }

    [Theory, DatabaseData]
    public async Task OneSetIsLeftGivenSeveralMadeAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => house.PrintCodesAsync(anna))));

        Assert.Equal(10, await house.RunAsync<HomeAuthDb, int>(db => db.RecoveryCodes.CountAsync()));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.RecoveryCodes.Select(code => code.Salt).Distinct().CountAsync()));
    }

    [Theory, DatabaseData]
    public async Task ComingBackByCodeEndsAllTokensAndAsksForANewFactor(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = (await house.AddPersonAsync("berta")).Id;
        var secret = await house.EnrolAppAsync(anna);
        var codes = await house.PrintCodesAsync(anna);
        var (stolen, bertas) = (await house.SignInAsync(anna), await house.SignInAsync(berta));
        Assert.NotNull(await FindAsync(house, stolen.Id));

        Assert.IsType<CreateEntryStep>(await AnswerAsync(house, codes[0]));

        Assert.Null(await FindAsync(house, stolen.Id));
        Assert.NotNull(await FindAsync(house, bertas.Id));
        Assert.True(await IsDueAsync(house, anna));
        Assert.False(await IsDueAsync(house, berta));
        var events = await house.RunAsync<SecurityHistory, IReadOnlyList<SecurityEvent>>(history => history.ListAsync(anna, 50));
        Assert.Equal(RecoveryRoutes.RecoveryCode, Assert.Single(events, entry => entry.Type == SecurityEventTypes.Recovered).Detail);
        Assert.Single(events, entry => entry is { Type: SecurityEventTypes.RecoveryCodeUsed, Succeeded: true });
        Assert.Equal("Anna Muster", Assert.Single(await house.RunAsync<Recoveries, IReadOnlyList<RecoveryNotice>>(
            recoveries => recoveries.ListAsync(berta, TimeSpan.FromDays(1)))).Name);
        // Whoever shows the factor has not lost it.
        Assert.IsType<CreateEntryStep>(await AnswerAsync(house, house.CodeOf(secret)));
        Assert.False(await IsDueAsync(house, anna));
    }

    [Theory, DatabaseData]
    public async Task SettingAFactorUpIsNoLongerDueAfterwards(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        await house.EnrolAppAsync(anna);
        await AnswerAsync(house, (await house.PrintCodesAsync(anna))[0]);
        Assert.True(await IsDueAsync(house, anna));

        await house.EnrolAppAsync(anna);

        Assert.False(await IsDueAsync(house, anna));
    }

    [Fact]
    public async Task SetIsMadeByWhoHasJustProvedWhoTheyAre()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        house.Time.Advance(RecentProof.Lifetime);

        await RefusedAsync(ErrorCodes.ReauthRequired, () => house.RunAsync<RecoveryCodes, IReadOnlyList<string>>(codes => codes.CreateAsync(actor)));
    }

    private static async Task<FlowStep> AnswerAsync(TestHouse house, string code, string username = "anna") =>
        await house.AnswerAsync((await house.SignInUpToFactorAsync(username)).FlowId, code);

    private static Task<ActiveToken?> FindAsync(TestHouse house, string tokenId) =>
        house.RunAsync<TokenDirectory, ActiveToken?>(directory => directory.FindAsync(tokenId).AsTask());

    private static Task<bool> IsDueAsync(TestHouse house, string userId) =>
        house.RunAsync<HomeAuthDb, bool>(db => db.Users.Where(user => user.Id == userId).Select(user => user.SecondFactorDue).SingleAsync());
}
