using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Tests.Core.Protection;

public sealed class GuessProtectionTests
{
    private static readonly GuessTarget Target = GuessProtection.Account("anna");

    [Theory, DatabaseData]
    public async Task EachOfFiftyParallelGuessesIsCountedOrRefused(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GuessAsync(house, right: false)));

        Assert.Equal(5, outcomes.Count(outcome => outcome.RetryAfter is null));
        Assert.Equal(5, await FailuresAsync(house));
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task GuessesOnTwoServersAtOnceAreAllCounted(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Limits.GuessesPerAccount = options.Protection.LoginAttemptsThreshold = 1000);
        await using var other = house.OpenSecondServer();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => GuessAsync(i % 2 == 0 ? house : other, right: false)));

        Assert.Equal(40, await FailuresAsync(house));
    }

    [Theory, DatabaseData]
    public async Task EightRightGuessesAtOnceAllSucceedAfterAWrongOne(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await GuessAsync(house, right: false);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GuessAsync(house, right: true)));

        Assert.All(outcomes, outcome => Assert.NotNull(outcome.Right));
    }

    [Theory, DatabaseData]
    public async Task WaitsDoubleUpToAQuarterOfAnHourAndEnd(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null((await GuessAsync(house, right: false)).RetryAfter);
        }

        foreach (var expected in new double[] { 5, 10, 20, 40, 80, 160, 320, 640, 900, 900 })
        {
            Assert.Equal(TimeSpan.FromSeconds(expected), (await GuessAsync(house, right: true)).RetryAfter);
            house.Time.Advance(TimeSpan.FromSeconds(expected - 1));
            Assert.NotNull((await GuessAsync(house, right: true)).RetryAfter);
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(new GuessOutcome<string>(null, null), await GuessAsync(house, right: false));
        }
    }

    [Theory, DatabaseData]
    public async Task CountIsForgottenAfterADay(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        for (var i = 0; i < 4; i++)
        {
            await GuessAsync(house, right: false);
        }

        house.Time.Advance(TimeSpan.FromHours(24));
        await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());
        await GuessAsync(house, right: false);

        Assert.Equal(1, await FailuresAsync(house));
    }

    [Theory, DatabaseData]
    public async Task RightGuessForgivesTheAccountButNotTheAddress(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Protection.LoginAttemptsThreshold = 3);
        await GuessAsync(house, right: false, GuessProtection.Account("berta"));
        await GuessAsync(house, right: false, GuessProtection.Account("carla"));
        await GuessAsync(house, right: true);
        await GuessAsync(house, right: false, GuessProtection.Account("dora"));

        Assert.Equal(TimeSpan.FromMinutes(5), (await GuessAsync(house, right: true)).RetryAfter);
        Assert.Null((await GuessAsync(house, right: true, origin: TestHouse.Stranger("198.51.100.9"))).RetryAfter);
    }

    [Theory, DatabaseData]
    public async Task AddressesOfOneIPv6NetworkAreOneGuesser(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Protection.LoginAttemptsThreshold = 2);
        await GuessAsync(house, right: false, new("a"), TestHouse.Stranger("2001:db8:1:2::1"));
        await GuessAsync(house, right: false, new("b"), TestHouse.Stranger("2001:db8:1:2:ffff::9"));

        Assert.NotNull((await GuessAsync(house, right: true, new("c"), TestHouse.Stranger("2001:db8:1:2::77"))).RetryAfter);
        Assert.Null((await GuessAsync(house, right: true, new("c"), TestHouse.Stranger("2001:db8:1:3::1"))).RetryAfter);
    }

    [Theory, DatabaseData]
    public async Task ParallelGuessesAtManyAccountsFromOneAddressAreCountedOneByOne(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => GuessAsync(house, right: false, new($"account:{i}"))));

        Assert.Equal(20, outcomes.Count(outcome => outcome.RetryAfter is null));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task ThisMachineItselfNeverWaitsForItsAddress(string address)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Protection.LoginAttemptsThreshold = 1);
        await GuessAsync(house, right: false, new("a"), TestHouse.Stranger(address));

        Assert.Null((await GuessAsync(house, right: true, new("b"), TestHouse.Stranger(address))).RetryAfter);
    }

    private static Task<GuessOutcome<string>> GuessAsync(TestHouse house, bool right, GuessTarget? target = null, RequestOrigin? origin = null) =>
        house.RunAsync<GuessProtection, GuessOutcome<string>>(protection => protection.TryAsync(
            target ?? Target, origin ?? TestHouse.Stranger(), () => Task.FromResult(right ? "right" : null), () => { }, CancellationToken.None));

    private static Task<int> FailuresAsync(TestHouse house) => house.RunAsync<HomeAuthDb, int>(db =>
        db.GuessCounters.Where(counter => counter.Key == Target.Key).Select(counter => counter.Failures).SingleOrDefaultAsync());
}
