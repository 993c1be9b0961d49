using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.History;

public sealed class SecurityHistoryTests
{
    [Theory, DatabaseData]
    public async Task EventsAreKeptForTheirLifetimeAndUpToTheirLimit(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Limits.HistoryEvents = 100);
        await AddAsync(house, 1);
        house.Time.Advance(TimeSpan.FromDays(90));
        await AddAsync(house, 1);
        await PurgeAsync(house);
        Assert.Equal(2, await CountAsync(house));

        house.Time.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond));
        await PurgeAsync(house);
        Assert.Equal(1, await CountAsync(house));

        await AddAsync(house, 110);
        await PurgeAsync(house);
        Assert.Equal(100, await CountAsync(house));
    }

    [Theory, DatabaseData]
    public async Task FloodOfWrongNamesWashesNothingAwayThatMatters(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, options => options.Limits.HistoryEvents = 100);
        var anna = (await house.ClaimAsync()).UserId;
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            var entry = new SecurityEvent { At = house.Time.GetUtcNow(), Type = SecurityEventTypes.Login, Succeeded = true, UserId = anna };
            db.SecurityEvents.Add(entry);
            db.Alerts.Add(new Alert { Event = entry, UserId = anna, Kind = AlertKinds.NewDevice });
            for (var i = 0; i < 300; i++)
            {
                db.SecurityEvents.Add(new SecurityEvent { At = house.Time.GetUtcNow(), Type = SecurityEventTypes.Login, Succeeded = false, UserId = i % 10 == 0 ? anna : null });
            }

            await db.SaveChangesAsync();
        });

        await PurgeAsync(house);

        Assert.Equal(100, await CountAsync(house));
        Assert.Equal(1, await house.RunAsync<HomeAuthDb, int>(db => db.Alerts.CountAsync()));
        Assert.Equal(30, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(entry => !entry.Succeeded && entry.UserId == anna)));
        Assert.True(await house.RunAsync<HomeAuthDb, bool>(db => db.SecurityEvents.AnyAsync(entry => entry.Type == SecurityEventTypes.OwnerCreated)));

        // However small the history is, what nobody has answered stays.
        house.Options.Limits.HistoryEvents = 0;
        await PurgeAsync(house);
        Assert.Equal(1, await CountAsync(house));
    }

    [Theory, DatabaseData]
    public async Task LatestEventsOfAPersonAreListedFirst(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await AddAsync(house, 3);

        var listed = await house.RunAsync<SecurityHistory, IReadOnlyList<SecurityEvent>>(history => history.ListAsync("user", 2, SecurityEventTypes.Login));

        Assert.Equal(["2", "1"], listed.Select(entry => entry.Detail));
        Assert.Equal("203.0.113.7", listed[0].Address);
        Assert.Empty(await house.RunAsync<SecurityHistory, IReadOnlyList<SecurityEvent>>(history => history.ListAsync("other", 2)));
    }

    private static async Task AddAsync(TestHouse house, int count)
    {
        await using var scope = house.Services.CreateAsyncScope();
        var history = scope.ServiceProvider.GetRequiredService<SecurityHistory>();
        for (var i = 0; i < count; i++)
        {
            history.Add(SecurityEventTypes.Login, "user", TestHouse.Stranger(), detail: $"{i}");
        }

        await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().SaveChangesAsync();
    }

    private static Task PurgeAsync(TestHouse house) => house.RunAsync<SecurityHistory>(history => history.PurgeAsync(house.Options.Lifetimes.History));

    private static Task<int> CountAsync(TestHouse house) => house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync());
}
