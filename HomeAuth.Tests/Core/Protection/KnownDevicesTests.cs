using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Protection;

/// <summary>Check 14 of the security rules: whoever comes with a browser on which they have signed in is not kept out by what strangers do.</summary>
public sealed class KnownDevicesTests
{
    // 100 wrong passwords on one account from 100 addresses.
    [Theory, DatabaseData]
    public async Task DistributedGuessSlowsTheAccountButNotTheOwnersKnownBrowser(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);
        for (var i = 0; i < 100; i++)
        {
            await GuessAsync(house, anna, false, TestHouse.Stranger($"198.51.100.{i + 1}"));
        }

        Assert.NotNull((await GuessAsync(house, anna, true, TestHouse.Stranger("192.0.2.1"))).RetryAfter);
        Assert.NotNull((await GuessAsync(house, anna, true, known)).Right);
        // Signing in there does not let the strangers go on.
        Assert.NotNull((await GuessAsync(house, anna, true, TestHouse.Stranger("192.0.2.1"))).RetryAfter);
        // Never for ever.
        house.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.NotNull((await GuessAsync(house, anna, true, TestHouse.Stranger("192.0.2.1"))).Right);
    }

    [Theory, DatabaseData]
    public async Task KnownBrowserPassesTheBanOfItsAddress(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Protection.LoginAttemptsThreshold = 1);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);
        await GuessAsync(house, null, false, TestHouse.Stranger());
        Assert.NotNull((await GuessAsync(house, anna, true, TestHouse.Stranger())).RetryAfter);

        Assert.NotNull((await GuessAsync(house, anna, true, known)).Right);
    }

    [Theory, DatabaseData]
    public async Task KnownBrowserThatGuessesIsAStrangerUntilItsOwnWaitEnds(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new GuessOutcome<string>(null, null), await GuessAsync(house, anna, false, known));
        }

        // None of them counted against the account or the address.
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.GuessCounters.CountAsync()));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new GuessOutcome<string>(null, null), await GuessAsync(house, anna, false, known));
        }

        Assert.Equal(TimeSpan.FromSeconds(5), (await GuessAsync(house, anna, true, known)).RetryAfter);
        house.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull((await GuessAsync(house, anna, true, known)).Right);
    }

    [Theory, DatabaseData]
    public async Task FiftyParallelGuessesOnAKnownBrowserAllCountOrAreRefused(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GuessAsync(house, anna, false, known)));

        // Five of its own, and five as a stranger.
        Assert.Equal(10, outcomes.Count(outcome => outcome.RetryAfter is null));
    }

    [Fact]
    public async Task BrowserIsKnownForThoseAloneWhoSignedInThere()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = (await house.AddPersonAsync("ben")).Id;
        var known = await KnownAsync(house, ben);

        Assert.True(await IsKnownAsync(house, known, ben));
        Assert.False(await IsKnownAsync(house, known, anna));
        Assert.True(await IsKnownAsync(house, known));
        Assert.False(await IsKnownAsync(house, TestHouse.Stranger() with { Device = Identifier.New() }));
        Assert.False(await IsKnownAsync(house, TestHouse.Stranger()));
    }

    [Theory, DatabaseData]
    public async Task NumberOfPeopleOnABrowserAndOfBrowsersOfAPersonIsBounded(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var shared = await KnownAsync(house, anna);
        for (var i = 0; i < KnownDevices.MostUsers; i++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            await KnownAsync(house, (await house.AddPersonAsync($"user{i}")).Id, shared);
        }

        Assert.False(await IsKnownAsync(house, shared, anna));
        for (var i = 0; i < KnownDevices.MostDevices + 5; i++)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            await KnownAsync(house, anna);
        }

        Assert.Equal(KnownDevices.MostDevices, await house.RunAsync<HomeAuthDb, int>(db => db.KnownDevices.CountAsync(device => device.UserId == anna)));
    }

    [Theory, DatabaseData]
    public async Task SigningOutEverywhereForgetsAllBrowsersButTheOneInHand(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var (here, lost) = (await KnownAsync(house, anna), await KnownAsync(house, anna));
        var token = await house.SignInAsync(anna);

        await house.RunAsync<RefreshTokenManager>(tokens => tokens.RevokeAllAsync(anna, [TokenType.Normal], token.Id, RevocationReasons.Revoked, new Actor(anna, token.Id, here)));

        Assert.True(await IsKnownAsync(house, here, anna));
        Assert.False(await IsKnownAsync(house, lost, anna));
    }

    [Theory, DatabaseData]
    public async Task PasswordChangeThatEndsOtherSessionsForgetsOtherBrowsers(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var (here, lost) = (await KnownAsync(house, anna), await KnownAsync(house, anna));
        var token = await house.SignInAsync(anna);

        await house.RunAsync<PasswordChange>(change => change.ChangeAsync(
            new PasswordChangeRequest(TestHouse.Password, "nine loud badgers", true, false, false), new Actor(anna, token.Id, here)));

        Assert.True(await IsKnownAsync(house, here, anna));
        Assert.False(await IsKnownAsync(house, lost, anna));
    }

    [Theory, DatabaseData]
    public async Task RecoveryForgetsEachBrowser(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);
        var link = await house.RunAsync<RecoveryLinks, string>(links => links.IssueAsync(anna, RecoveryRoutes.Console, new Actor(anna, null, RequestOrigin.Internal)));

        await house.RunAsync<RecoveryLinks>(links => links.RedeemAsync(link, "nine loud badgers", known));

        Assert.False(await IsKnownAsync(house, known, anna));
    }

    [Fact]
    public async Task BrowserIsForgottenFourHundredDaysAfterTheLastSignIn()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var known = await KnownAsync(house, anna);
        house.Time.Advance(KnownDevices.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(await IsKnownAsync(house, known, anna));
        house.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await IsKnownAsync(house, known, anna));
        await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.KnownDevices.CountAsync()));
    }

    private static async Task<RequestOrigin> KnownAsync(TestHouse house, string userId, RequestOrigin? from = null)
    {
        var origin = from ?? TestHouse.Stranger();
        return origin with { Device = await house.RunAsync<KnownDevices, string?>(devices => devices.NoteAsync(userId, null, origin)) };
    }

    private static Task<bool> IsKnownAsync(TestHouse house, RequestOrigin origin, string? userId = null) =>
        house.RunAsync<KnownDevices, bool>(devices => devices.IsKnownAsync(origin, userId));

    private static Task<GuessOutcome<string>> GuessAsync(TestHouse house, string? userId, bool right, RequestOrigin origin) =>
        house.RunAsync<GuessProtection, GuessOutcome<string>>(protection => protection.TryAsync(
            GuessProtection.Account("anna", userId), origin, () => Task.FromResult(right ? "right" : null), () => { }, CancellationToken.None));
}
