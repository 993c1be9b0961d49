using HomeAuth.Core;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.LoginFlows;

public sealed class ReauthenticationTests
{
    [Theory, DatabaseData]
    public async Task PasswordOrCodeOpensTenMinutesOnThisTokenAlone(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var printed = await house.PrintCodesAsync(anna);
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        var other = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        foreach (var prove in new Func<Reauthentication, Task<TimeSpan?>>[]
        {
            proof => proof.ByPasswordAsync(TestHouse.Password, actor),
            proof => proof.ByCodeAsync(house.CodeOf(secret), actor),
            proof => proof.ByCodeAsync(printed[0], actor),
        })
        {
            house.Time.Advance(RecentProof.Lifetime);
            Assert.False(await IsFreshAsync(house, actor));

            Assert.Null(await house.RunAsync(prove));

            house.Time.Advance(RecentProof.Lifetime - TimeSpan.FromSeconds(1));
            Assert.True(await IsFreshAsync(house, actor));
            Assert.False(await IsFreshAsync(house, other));
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(await IsFreshAsync(house, actor));
        }

        await RefusedAsync(ErrorCodes.InvalidCode, () => house.RunAsync<Reauthentication, TimeSpan?>(proof => proof.ByCodeAsync(printed[0], actor)));
    }

    [Theory, DatabaseData]
    public async Task WrongAnswersOpenNothingAndWait(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        house.Time.Advance(RecentProof.Lifetime);
        for (var i = 0; i < 4; i++)
        {
            await RefusedAsync(ErrorCodes.InvalidAuth, () => house.RunAsync<Reauthentication, TimeSpan?>(proof => proof.ByPasswordAsync("not the password", actor)));
        }

        await RefusedAsync(ErrorCodes.InvalidCode, () => house.RunAsync<Reauthentication, TimeSpan?>(proof => proof.ByCodeAsync(WrongCode, actor)));

        Assert.Equal(TimeSpan.FromSeconds(5), await house.RunAsync<Reauthentication, TimeSpan?>(proof => proof.ByPasswordAsync(TestHouse.Password, actor)));
        Assert.False(await IsFreshAsync(house, actor));
        // Who guesses on a borrowed device does not keep its person from signing in elsewhere.
        Assert.IsType<HomeAuth.Core.Flows.CreateEntryStep>(await house.SignInUpToFactorAsync(origin: TestHouse.Stranger("198.51.100.1")));
    }

    [Fact]
    public async Task PasskeyOfAnotherPersonProvesNothing()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = await house.AddPersonAsync("berta");
        var info = new Microsoft.AspNetCore.Identity.UserPasskeyInfo([1], [4], house.Time.GetUtcNow(), 0, null, true, true, true, [5], [6]);
        await house.RunAsync<PasskeyRegistry, string>(passkeys => passkeys.AddAsync(info, null, TestHouse.Actor(berta.Id)));
        var actor = TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
        house.Time.Advance(RecentProof.Lifetime);

        await RefusedAsync(ErrorCodes.InvalidPasskey, () => house.RunAsync<Reauthentication>(proof => proof.ByPasskeyAsync(new PasskeyAssertion(berta.Id, info), actor)));

        Assert.False(await IsFreshAsync(house, actor));
    }

    private static Task<bool> IsFreshAsync(TestHouse house, Actor actor) => house.RunAsync<RecentProof, bool>(proof => proof.IsFreshAsync(actor));
}
