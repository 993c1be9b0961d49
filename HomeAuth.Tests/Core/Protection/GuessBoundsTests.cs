using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Protection;

/// <summary>However many come, what is kept of them is bounded. Alone in its collection: what runs beside it would be measured too.</summary>
[Collection(nameof(GuessBoundsTests)), CollectionDefinition(nameof(GuessBoundsTests), DisableParallelization = true)]
public sealed class GuessBoundsTests
{
    [Theory, DatabaseData]
    public async Task CountersThatWouldBeForgottenFirstGiveWayToNewOnes(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await FillAsync(house, """INSERT INTO "GuessCounters" ("Key", "Failures", "ForgottenAt") SELECT 'address:' || i, 1, {0} FROM numbers""", GuessCounters.Most + 5000);
        await GuessAsync(house, "anna");

        await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());

        Assert.Equal(GuessCounters.Most, await CountAsync(house, db => db.GuessCounters));
        Assert.True(await house.RunAsync<HomeAuthDb, bool>(db => db.GuessCounters.AnyAsync(counter => counter.Key == GuessProtection.Account("anna", null).Key)));
    }

    [Fact]
    public async Task TableIsTrimmedWhileItIsFilledWithoutWaitingForTheHousekeeping()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Protection.LoginAttemptsThreshold = ProtectionOptions.Never);
        await FillAsync(house, """INSERT INTO "GuessCounters" ("Key", "Failures", "ForgottenAt") SELECT 'address:' || i, 1, {0} FROM numbers""", GuessCounters.Most);
        for (var i = 0; i < 1001; i++)
        {
            await GuessAsync(house, $"user{i}");
        }

        Assert.InRange(await CountAsync(house, db => db.GuessCounters), GuessCounters.Most - 1, GuessCounters.Most + 1);
    }

    [Theory, DatabaseData]
    public async Task BansThatEndFirstGiveWayAndThoseByHandDoNot(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await FillAsync(
            house, """INSERT INTO "AddressBans" ("Network", "Since", "Until", "Failures") SELECT '198.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256) || '/32', {0}, {0}, 20 FROM numbers""", BanList.MostAutomatic + 500);
        await house.RunAsync<BanList>(bans => bans.AddAsync("192.0.2.0/24", TimeSpan.FromMinutes(1), owner));

        await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());

        Assert.Equal(BanList.MostAutomatic + 1, await CountAsync(house, db => db.AddressBans));
        Assert.NotNull(house.Services.GetRequiredService<AddressBans>().Find(IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public async Task MemoryStaysFlatHoweverManyAddressesAskOrAreCounted()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await house.RunAsync<BanList>(bans => bans.AddAsync("192.0.2.0/24", null, owner));
        var bans = house.Services.GetRequiredService<AddressBans>();
        // Whatever is made once.
        Ask(bans, 1000);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => GuessAsync(house, $"warm{i}", Address(i))));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Ask(bans, 1_000_000);
        for (var i = 0; i < 3000; i++)
        {
            await GuessAsync(house, $"user{i}", Address(100_000 + i));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 1024 * 1024);
    }

    private static void Ask(AddressBans bans, int many)
    {
        for (var i = 0; i < many; i++)
        {
            Assert.Null(bans.Find(Address(i)));
        }
    }

    private static IPAddress Address(int number) => new([11, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private static Task GuessAsync(TestHouse house, string username, IPAddress? address = null) =>
        house.RunAsync<GuessProtection>(protection => protection.TryAsync(
            GuessProtection.Account(username), RequestOrigin.From(address ?? IPAddress.Parse("203.0.113.9"), null), () => Task.FromResult<string?>(null), () => { }, CancellationToken.None));

    private static Task<int> CountAsync<T>(TestHouse house, Func<HomeAuthDb, IQueryable<T>> rows) => house.RunAsync<HomeAuthDb, int>(db => rows(db).CountAsync());

    private static Task FillAsync(TestHouse house, string insert, int rows) => house.RunAsync<HomeAuthDb>(db => db.Database.ExecuteSqlRawAsync(
        insert.Replace("FROM numbers", $"FROM (WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < {rows - 1}) SELECT i FROM numbers) AS numbers", StringComparison.Ordinal),
        db.Stored(house.Time.GetUtcNow() + TimeSpan.FromHours(1))));
}
