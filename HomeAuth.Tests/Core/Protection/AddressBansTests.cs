using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Household;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Protection;

/// <summary>Checks 15 to 17 of the security rules: addresses that guess, until when they are kept out, and who never is.</summary>
public sealed class AddressBansTests
{
    private static readonly RequestOrigin Guesser = TestHouse.Stranger("203.0.113.9");

    // Check 15: one address, 100 accounts; a sign-in that works in between is no excuse.
    [Theory, DatabaseData]
    public async Task SprayOverManyAccountsIsBannedAtTheTwentiethWrongGuess(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        for (var i = 0; i < 19; i++)
        {
            Assert.Null((await GuessAsync(house, $"user{i}")).RetryAfter);
        }

        Assert.NotNull((await GuessAsync(house, "mine", right: true)).Right);
        Assert.Null(Find(house, "203.0.113.9"));
        await GuessAsync(house, "user19");

        Assert.Equal(new ActiveBan(house.Time.GetUtcNow() + TimeSpan.FromMinutes(5), 20), Find(house, "203.0.113.9"));
        for (var i = 20; i < 100; i++)
        {
            Assert.Equal(TimeSpan.FromMinutes(5), (await GuessAsync(house, $"user{i}", right: true)).RetryAfter);
        }

        var entry = await house.RunAsync<HomeAuthDb, SecurityEvent>(db => db.SecurityEvents.SingleAsync(entry => entry.Type == SecurityEventTypes.AddressBanned));
        Assert.Equal(("20", "203.0.113.9"), (entry.Detail, entry.Address));
    }

    // Check 16: it ends by itself, and doubles with each further wrong guess, up to a day; that is remembered longer than the ban.
    [Theory, DatabaseData]
    public async Task BansDoubleUpToADayAndEndByThemselves(DatabaseProvider provider)
    {
        await using var house = await BannedAsync(provider);
        foreach (var minutes in new[] { 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440 })
        {
            Assert.Equal(house.Time.GetUtcNow() + TimeSpan.FromMinutes(minutes), Find(house, "203.0.113.9")!.Until);
            house.Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.NotNull(Find(house, "203.0.113.9"));
            house.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(Find(house, "203.0.113.9"));
            await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());
            Assert.Equal(new GuessOutcome<string>(null, null), await GuessAsync(house, "anna" + minutes));
        }

        // A day after the last ban is over, everything is forgotten.
        house.Time.Advance(TimeSpan.FromDays(2));
        await house.RunAsync<GuessProtection>(protection => protection.PurgeAsync());
        await GuessAsync(house, "anna");
        Assert.Null(Find(house, "203.0.113.9"));
    }

    [Theory, DatabaseData]
    public async Task BanIsReadAgainAfterARestart(DatabaseProvider provider)
    {
        await using var house = await BannedAsync(provider);
        var services = house.Services;
        using var restarted = ActivatorUtilities.CreateInstance<AddressBans>(services);
        Assert.Null(restarted.Find(IPAddress.Parse("203.0.113.9")));

        await restarted.LoadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Find(house, "203.0.113.9"), restarted.Find(IPAddress.Parse("203.0.113.9")));
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task OtherServersHearOfBansAndOfTheirEnd(DatabaseProvider provider)
    {
        await using var house = await BannedAsync(provider);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await using var other = house.OpenSecondServer();
        await other.Services.GetRequiredService<AddressBans>().LoadAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(Find(other, "203.0.113.9"));

        // What the listener hands on.
        var heard = new TaskCompletionSource();
        other.Services.GetRequiredService<AddressBans>().Changed += heard.SetResult;
        await house.RunAsync<BanList>(bans => bans.LiftAsync("203.0.113.9", owner));
        other.Services.GetRequiredService<HomeAuth.Core.Events.HouseEvents>().Resume();
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Null(Find(other, "203.0.113.9"));
    }

    // Check 15: IPv6 by /64.
    [Theory, DatabaseData]
    public async Task NetworkOfAHouseholdIsBannedAndItsNeighbourIsNot(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        for (var i = 0; i < 20; i++)
        {
            await GuessAsync(house, $"user{i}", origin: TestHouse.Stranger($"2001:db8:1:2::{i + 1:x}"));
        }

        Assert.NotNull(Find(house, "2001:db8:1:2:ffff::1"));
        Assert.Null(Find(house, "2001:db8:1:3::1"));
        var ban = Assert.Single(await house.RunAsync<BanList, IReadOnlyList<BanView>>(bans => bans.ListAsync(10)));
        Assert.Equal("2001:db8:1:2::/64", ban.Network);
    }

    [Fact]
    public async Task MappedAddressIsTheIPv4AddressThatItMeans()
    {
        await using var house = await BannedAsync(DatabaseProvider.Sqlite);

        Assert.NotNull(Find(house, "::ffff:203.0.113.9"));
    }

    // Check 17.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.9.0.2")]
    [InlineData("192.0.2.77")]
    public async Task ThisMachineProxiesAndAllowedNetworksAreNeverBanned(string address)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options =>
        {
            options.Http.TrustedProxies = ["10.9.0.0/24"];
            options.Protection.AllowedNetworks = ["192.0.2.0/24"];
        });
        for (var i = 0; i < 40; i++)
        {
            Assert.Null((await GuessAsync(house, $"user{i}", origin: TestHouse.Stranger(address))).RetryAfter);
        }

        Assert.Null(Find(house, address));
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.AddressBans.CountAsync()));
    }

    [Fact]
    [Trait("HA", "164")]
    public async Task AddressesWaitButAreNotBannedGivenBansAreOff()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Protection.IpBanEnabled = false);
        for (var i = 0; i < 20; i++)
        {
            await GuessAsync(house, $"user{i}");
        }

        Assert.Equal(TimeSpan.FromSeconds(5), (await GuessAsync(house, "anna")).RetryAfter);
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.AddressBans.CountAsync()));
    }

    [Fact]
    public async Task AddressesAreNotCountedGivenMinusOneButBansByHandHold()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Protection.LoginAttemptsThreshold = ProtectionOptions.Never);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        for (var i = 0; i < 40; i++)
        {
            Assert.Null((await GuessAsync(house, $"user{i}")).RetryAfter);
        }

        await house.RunAsync<BanList>(bans => bans.AddAsync("203.0.113.8/29", null, owner));
        Assert.Equal(new ActiveBan(null, null), Find(house, "203.0.113.9"));
        Assert.NotNull((await GuessAsync(house, "anna")).RetryAfter);
    }

    [Theory, DatabaseData]
    public async Task LiftTakesEffectAtOnceAndForgetsWhatTheAddressGuessed(DatabaseProvider provider)
    {
        await using var house = await BannedAsync(provider);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);

        Assert.True(await house.RunAsync<BanList, bool>(bans => bans.LiftAsync("203.0.113.9", owner)));

        Assert.Null(Find(house, "203.0.113.9"));
        for (var i = 0; i < 19; i++)
        {
            Assert.Null((await GuessAsync(house, $"again{i}")).RetryAfter);
        }

        Assert.Null(Find(house, "203.0.113.9"));
        Assert.False(await house.RunAsync<BanList, bool>(bans => bans.LiftAsync("203.0.113.9", owner)));
        Assert.Equal("203.0.113.9", await house.RunAsync<HomeAuthDb, string?>(
            db => db.SecurityEvents.Where(entry => entry.Type == SecurityEventTypes.BanLifted).Select(entry => entry.Detail).SingleAsync()));
    }

    [Theory, DatabaseData]
    public async Task WrongGuessesDoNotShortenABanByHandButTheHandShortensTheirs(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Protection.LoginAttemptsThreshold = 1);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await house.RunAsync<BanList>(bans => bans.AddAsync("203.0.113.9", TimeSpan.FromDays(7), owner));
        var until = house.Time.GetUtcNow() + TimeSpan.FromDays(7);
        // Another server that has not heard yet.
        await house.RunAsync<BanList>(async bans =>
        {
            await bans.BanAsync(Guesser, 1, 1);
            await bans.TellAsync("203.0.113.9/32", null);
        });
        Assert.Equal(new ActiveBan(until, null), Find(house, "203.0.113.9"));

        house.Time.Advance(TimeSpan.FromDays(7));
        await GuessAsync(house, "anna");
        Assert.Equal(1, Find(house, "203.0.113.9")!.Failures);
        await house.RunAsync<BanList>(bans => bans.AddAsync("203.0.113.9", TimeSpan.FromMinutes(1), owner));
        Assert.Equal(new ActiveBan(house.Time.GetUtcNow() + TimeSpan.FromMinutes(1), null), Find(house, "203.0.113.9"));
    }

    [Theory]
    [InlineData("nonsense", 60, ErrorCodes.NetworkInvalid)]
    [InlineData("0.0.0.0/0", 60, ErrorCodes.NetworkInvalid)]
    [InlineData("::/0", 60, ErrorCodes.NetworkInvalid)]
    [InlineData("127.0.0.1", 60, ErrorCodes.BanRefused)]
    [InlineData("126.0.0.0/7", 60, ErrorCodes.BanRefused)]
    [InlineData("::1", 60, ErrorCodes.BanRefused)]
    [InlineData("::ffff:127.0.0.1", 60, ErrorCodes.BanRefused)]
    [InlineData("10.9.0.7", 60, ErrorCodes.BanRefused)]
    [InlineData("10.0.0.0/8", 60, ErrorCodes.BanRefused)]
    [InlineData("203.0.113.0/24", 60, ErrorCodes.BanRefused)]
    [InlineData("198.51.100.1", 59, ErrorCodes.BanTimeInvalid)]
    public async Task BanThatIsNoneOrWouldHitTheWrongOnesIsRefused(string network, int seconds, string code)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Http.TrustedProxies = ["10.9.0.0/24"]);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);

        var error = await Assert.ThrowsAsync<HomeAuthException>(() => house.RunAsync<BanList>(bans => bans.AddAsync(network, TimeSpan.FromSeconds(seconds), owner)));

        Assert.Equal(code, error.Code);
        Assert.Equal(0, await house.RunAsync<HomeAuthDb, int>(db => db.AddressBans.CountAsync()));
    }

    [Fact]
    public async Task NobodyButAdministratorsChangesBans()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var ben = await house.AddPersonAsync("ben");
        var actor = TestHouse.Actor(ben.Id, (await house.SignInAsync(ben.Id)).Id);

        foreach (var act in new Func<BanList, Task>[]
        {
            bans => bans.AddAsync("198.51.100.1", null, actor), bans => bans.LiftAsync("198.51.100.1", actor), bans => bans.ClearAsync(actor),
        })
        {
            Assert.Equal(ErrorCodes.AdminOnly, (await Assert.ThrowsAsync<HomeAuthException>(() => house.RunAsync(act))).Code);
        }
    }

    [Fact]
    public async Task SettingsWinOverTheConfigurationAtOnce()
    {
        await using var house = await BannedAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);

        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { AllowedNetworks = ["203.0.113.9"] }, owner));
        Assert.Null(Find(house, "203.0.113.9"));
        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { AllowedNetworks = null, IpBanEnabled = false }, owner));
        Assert.Null(Find(house, "203.0.113.9"));
        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { IpBanEnabled = null }, owner));
        Assert.NotNull(Find(house, "203.0.113.9"));

        foreach (var threshold in new[] { 0, -2, 1001 })
        {
            var error = await Assert.ThrowsAsync<HomeAuthException>(
                () => house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { LoginAttemptsThreshold = threshold }, owner)));
            Assert.Equal((ErrorCodes.ThresholdInvalid, "login_attempts_threshold"), (error.Code, error.Field));
        }
    }

    private static async Task<TestHouse> BannedAsync(DatabaseProvider provider)
    {
        var house = await TestHouse.OpenAsync(provider);
        for (var i = 0; i < 20; i++)
        {
            await GuessAsync(house, $"user{i}");
        }

        return house;
    }

    private static ActiveBan? Find(TestHouse house, string address) => house.Services.GetRequiredService<AddressBans>().Find(IPAddress.Parse(address));

    private static Task<GuessOutcome<string>> GuessAsync(TestHouse house, string username, bool right = false, RequestOrigin? origin = null) =>
        house.RunAsync<GuessProtection, GuessOutcome<string>>(protection => protection.TryAsync(
            GuessProtection.Account(username), origin ?? Guesser, () => Task.FromResult(right ? "right" : null), () => { }, CancellationToken.None));
}
