using HomeAuth.Core;
using HomeAuth.Core.Household;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HomeAuth.Tests.Core.Household;

public sealed class SettingsChangeTests
{
    [Theory, DatabaseData]
    public async Task SettingsAreInEffectAtOnceAndAfterARestartAndNullGivesThemBack(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        await ChangeAsync(house, saved => saved with { HouseName = " Lakeside ", HomeNetworks = ["10.0.0.0/8", "192.168.1.7"], AccessToken = TimeSpan.FromHours(1) }, anna);

        Assert.Equal("Lakeside", Current(house).HouseName);
        Assert.Equal(["10.0.0.0/8", "192.168.1.7/32"], Current(house).Saved.HomeNetworks!);
        Assert.Equal((TimeSpan.FromHours(1), house.Options.Lifetimes.RefreshToken), (Current(house).Lifetimes.AccessToken, Current(house).Lifetimes.RefreshToken));
        await house.RunAsync<HouseSettings>(settings => settings.LoadAsync());
        Assert.Equal("Lakeside", Current(house).HouseName);

        await ChangeAsync(house, saved => saved with { HouseName = null, HomeNetworks = null }, anna);
        Assert.Equal(("Home", null), (Current(house).HouseName, Current(house).HomeNetworks));
        Assert.Equal(TimeSpan.FromHours(1), Current(house).Lifetimes.AccessToken);
    }

    [Theory, DatabaseData]
    public async Task OfChangesAtOnceNoneIsLost(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        for (var round = 1; round <= 5; round++)
        {
            var (name, lifetime) = ($"House {round}", TimeSpan.FromDays(round));
            await Task.WhenAll(
                Task.Run(() => ChangeAsync(house, saved => saved with { HouseName = name }, anna)),
                Task.Run(() => ChangeAsync(house, saved => saved with { History = lifetime }, anna)));
            await house.RunAsync<HouseSettings>(settings => settings.LoadAsync());
            Assert.Equal(new SavedSettings(HouseName: name, History: lifetime), Current(house).Saved);
        }
    }

    [Theory]
    [InlineData("house_name", ErrorCodes.NameRequired)]
    [InlineData("time_zone", ErrorCodes.TimeZoneInvalid)]
    [InlineData("home_networks", ErrorCodes.NetworkInvalid)]
    [InlineData("refresh_token", ErrorCodes.LifetimeInvalid)]
    [InlineData("browser_session", ErrorCodes.LifetimeInvalid)]
    [InlineData("access_token", ErrorCodes.LifetimeInvalid)]
    [InlineData("history", ErrorCodes.LifetimeInvalid)]
    public async Task ValuesThatBreakARuleAreRefusedAndNothingIsSaved(string field, string code)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = await ActorAsync(house);
        Func<SavedSettings, SavedSettings>[] wrong = field switch
        {
            "house_name" => [saved => saved with { HouseName = " " }],
            "time_zone" => [saved => saved with { TimeZone = "Europe/Atlantis" }, saved => saved with { TimeZone = "EST" }, saved => saved with { TimeZone = "" }, saved => saved with { TimeZone = "../etc/passwd" }],
            "home_networks" => [.. new[] { "", "home", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/-1" }.Select(Networks), saved => saved with { HomeNetworks = [] },
                saved => saved with { HomeNetworks = [.. Enumerable.Range(0, 51).Select(i => $"10.0.{i}.0/24")] }],
            "refresh_token" => [.. Lifetimes.Select(time => (Func<SavedSettings, SavedSettings>)(saved => saved with { RefreshToken = time }))],
            "browser_session" => [.. Lifetimes.Select(time => (Func<SavedSettings, SavedSettings>)(saved => saved with { BrowserSession = time }))],
            "access_token" => [.. Lifetimes.Select(time => (Func<SavedSettings, SavedSettings>)(saved => saved with { AccessToken = time }))],
            _ => [.. Lifetimes.Select(time => (Func<SavedSettings, SavedSettings>)(saved => saved with { History = time }))],
        };

        foreach (var change in wrong)
        {
            var error = await Assert.ThrowsAsync<HomeAuthException>(() => ChangeAsync(house, saved => change(saved with { TimeZone = "Asia/Tokyo" }), anna));
            Assert.Equal((code, field), (error.Code, error.Field));
        }

        await house.RunAsync<HouseSettings>(settings => settings.LoadAsync());
        Assert.Equal(SavedSettings.None, Current(house).Saved);

        static Func<SavedSettings, SavedSettings> Networks(string network) => saved => saved with { HomeNetworks = [network] };
    }

    [Theory, DatabaseData]
    public async Task OnlyAnAdministratorsFullTokenChangesThem(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        var ben = (await house.AddPersonAsync("ben")).Id;
        var limited = await house.SignInAsync(anna.UserId);
        await house.RunAsync<RefreshTokenManager>(tokens => tokens.LimitAsync(anna.UserId, limited.Id, ["read", "account"], anna));

        Assert.Equal(ErrorCodes.AdminOnly, await CodeAsync(TestHouse.Actor(ben, (await house.SignInAsync(ben)).Id)));
        Assert.Equal(ErrorCodes.InsufficientScope, await CodeAsync(TestHouse.Actor(anna.UserId, limited.Id)));
        Assert.Equal(SavedSettings.None, Current(house).Saved);

        async Task<string> CodeAsync(Actor actor) =>
            (await Assert.ThrowsAsync<HomeAuthException>(() => ChangeAsync(house, saved => saved with { HouseName = "Mine" }, actor))).Code;
    }

    [Fact]
    public async Task WhatLetsStrangersDoMoreAsksAgain()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = await ActorAsync(house);
        house.Time.Advance(RecentProof.Lifetime);
        Func<SavedSettings, SavedSettings>[] weaker =
        [
            saved => saved with { LoginAttemptsThreshold = ProtectionOptions.Never },
            saved => saved with { IpBanEnabled = false },
            saved => saved with { AllowedNetworks = ["203.0.113.0/24"] },
            saved => saved with { LegacyAccessUntil = house.Time.GetUtcNow().AddDays(1) },
        ];
        foreach (var change in weaker)
        {
            Assert.Equal(ErrorCodes.ReauthRequired, (await Assert.ThrowsAsync<HomeAuthException>(() => ChangeAsync(house, change, anna))).Code);
        }

        Assert.Equal(SavedSettings.None, Current(house).Saved);
        await ChangeAsync(house, saved => saved with { LoginAttemptsThreshold = 10, IpBanEnabled = true, LegacyAccessUntil = null }, anna);
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task AnotherServerHearsOfIt(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = await ActorAsync(house);
        await using var second = house.OpenSecondServer();
        var listener = second.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "PostgresListener");
        var heard = new TaskCompletionSource();
        second.Services.GetRequiredService<HouseSettings>().Changed += () =>
        {
            if (Current(second).HouseName == "Lakeside")
            {
                heard.TrySetResult();
            }
        };
        await listener.StartAsync(TestContext.Current.CancellationToken);

        await ChangeAsync(house, saved => saved with { HouseName = "Lakeside" }, anna);

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("Lakeside", Current(second).HouseName);
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    private static TimeSpan[] Lifetimes => [TimeSpan.Zero, SettingsChange.Shortest - TimeSpan.FromTicks(1), SettingsChange.Longest + TimeSpan.FromTicks(1), TimeSpan.FromDays(-1)];

    private static SettingsInEffect Current(TestHouse house) => house.Services.GetRequiredService<HouseSettings>().Current;

    private static async Task<Actor> ActorAsync(TestHouse house)
    {
        var anna = (await house.ClaimAsync()).UserId;
        return TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id);
    }

    private static Task ChangeAsync(TestHouse house, Func<SavedSettings, SavedSettings> change, Actor actor) =>
        house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(change, actor));
}
