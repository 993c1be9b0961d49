using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Household;
using HomeAuth.Core.People;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Core.People;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Tokens;

/// <summary>What is open closes when its person's time is over, without anybody asking.</summary>
public sealed class AccessWatchTests
{
    // Sunday.
    private static readonly DateTimeOffset Evening = new(2026, 3, 1, 19, 59, 59, TimeSpan.Zero);

    [Fact]
    public async Task ItClosesToTheSecondWhenTheHoursEnd()
    {
        await using var open = await OpenAsync(new UserChange(Hours: new(WeeklyHours.Parse("fri 18:00-24:00; sat 00:00-24:00; sun 00:00-20:00"))), "UTC");
        open.House.Time.SetUtcNow(Evening);
        Assert.False(open.IsClosed);
        open.House.Time.Advance(TimeSpan.FromSeconds(1));
        var refusal = await open.Told;
        Assert.Equal((ErrorCodes.OutsideHours, Evening.AddDays(5).AddSeconds(1).AddHours(-2)), (refusal.Code, refusal.OpensAt));
    }

    [Fact]
    public async Task ItClosesAtMidnightOfTheHouseAfterTheLastDay()
    {
        await using var open = await OpenAsync(new UserChange(LastDay: new(new DateOnly(2026, 3, 28))), "Europe/Berlin");
        open.House.Time.SetUtcNow(new DateTimeOffset(2026, 3, 28, 22, 59, 59, TimeSpan.Zero));
        Assert.False(open.IsClosed);
        open.House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((ErrorCodes.AccessEnded, (DateTimeOffset?)null), ((await open.Told).Code, (await open.Told).OpensAt));
    }

    [Fact]
    public async Task InTheNightWithoutTwoOClockTheHoursEndAnHourEarlierByTheSun()
    {
        await using var open = await OpenAsync(new UserChange(Hours: new(WeeklyHours.Parse("sat 20:00-04:00; sun 12:00-13:00"))), "Europe/Berlin", new(2026, 3, 28, 20, 0, 0, TimeSpan.Zero));
        open.House.Time.SetUtcNow(new DateTimeOffset(2026, 3, 29, 1, 59, 59, TimeSpan.Zero));
        Assert.False(open.IsClosed);
        open.House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCodes.OutsideHours, (await open.Told).Code);
    }

    [Fact]
    public async Task AnotherTimeZoneOfTheHouseClosesAtOnce()
    {
        await using var open = await OpenAsync(new UserChange(Hours: new(WeeklyHours.Parse("sun 08:00-20:00"))), "UTC");
        await open.House.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { TimeZone = "Pacific/Auckland" }, open.Owner));
        Assert.Equal(ErrorCodes.OutsideHours, (await open.Told).Code);
    }

    [Fact]
    public async Task OtherHomeNetworksCloseAtOnceWhatIsOutsideThem()
    {
        await using var open = await OpenAsync(new UserChange(LocalOnly: true), "UTC", origin: TestHouse.Stranger("192.168.7.4"));
        await open.House.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { HomeNetworks = ["192.168.1.0/24"] }, open.Owner));
        Assert.Equal(ErrorCodes.LocalOnly, (await open.Told).Code);
    }

    [Fact]
    public async Task LimitsThatAreSetNowCloseNow()
    {
        await using var open = await OpenAsync(new UserChange(), "UTC");
        await PeopleRulesTests.ChangeAsync(open.House, open.UserId, new UserChange(LastDay: new(new DateOnly(2026, 2, 28))), open.Owner);
        Assert.Equal(ErrorCodes.AccessEnded, (await open.Told).Code);
    }

    private static async Task<Watched> OpenAsync(UserChange change, string zone, DateTimeOffset? now = null, RequestOrigin? origin = null)
    {
        var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        if (now is { } time)
        {
            house.Time.SetUtcNow(time);
        }

        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { TimeZone = zone }, owner));
        var person = await PeopleRulesTests.AddAsync(house, "ben", Group.UsersId);
        await PeopleRulesTests.ChangeAsync(house, person.UserId, change, owner);
        // Signed in for as long as the test lasts.
        await house.RunAsync<RefreshTokenManager, bool>(tokens => tokens.SetExpiryAsync(person.UserId, person.TokenId!, expires: false, owner));
        var watched = new Watched(house, owner, person.UserId);
        await watched.BeginAsync(person.TokenId!, origin ?? person.Origin);
        return watched;
    }

    private sealed class Watched(TestHouse house, Actor owner, string userId) : IAsyncDisposable
    {
        private readonly TaskCompletionSource<AccessRefusal> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IDisposable? _watch;

        public TestHouse House => house;

        public Actor Owner => owner;

        public string UserId => userId;

        public bool IsClosed => _told.Task.IsCompleted;

        public Task<AccessRefusal> Told => _told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public async Task BeginAsync(string tokenId, RequestOrigin origin) =>
            _watch = await house.Services.GetRequiredService<AccessWatch>().BeginAsync(tokenId, origin, refusal => _told.TrySetResult(refusal));

        public ValueTask DisposeAsync()
        {
            _watch?.Dispose();
            return house.DisposeAsync();
        }
    }
}
