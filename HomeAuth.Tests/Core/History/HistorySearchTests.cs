using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.History;

/// <summary>The history as people search it, on both engines.</summary>
public sealed class HistorySearchTests
{
    [Theory, DatabaseData]
    public async Task EachFilterLetsThroughWhatItSays(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var start = house.Time.GetUtcNow();
        await AddAsync(house, (SecurityEventTypes.Login, "anna", true, "203.0.113.7", "Firefox/1"), (SecurityEventTypes.Login, "anna", false, "198.51.100.9", "curl/8"));
        house.Time.Advance(TimeSpan.FromHours(1));
        await AddAsync(house, (SecurityEventTypes.Logout, "anna", true, "203.0.113.7", "Firefox/1"), (SecurityEventTypes.Login, "ben", true, "2001:db8::1", "100%_'\"\\"));

        async Task<int> CountAsync(HistoryQuery query) => (await ListAsync(house, query)).Count;
        Assert.Equal(4, await CountAsync(new()));
        Assert.Equal(3, await CountAsync(new(UserId: "anna")));
        Assert.Equal(3, await CountAsync(new(Type: SecurityEventTypes.Login)));
        Assert.Equal(1, await CountAsync(new(Succeeded: false)));
        Assert.Equal(2, await CountAsync(new(Text: " FIREFOX ")));
        Assert.Equal(2, await CountAsync(new(Text: "203.0.113")));
        Assert.Equal(1, await CountAsync(new(Text: "2001:DB8")));
        // Nothing of it is a pattern.
        Assert.Equal(1, await CountAsync(new(Text: "%_'")));
        Assert.Equal(0, await CountAsync(new(Text: "f%x")));
        Assert.Equal(2, await CountAsync(new(From: start + TimeSpan.FromHours(1))));
        Assert.Equal(2, await CountAsync(new(Until: start + TimeSpan.FromHours(1))));
        Assert.Equal(1, await CountAsync(new("anna", SecurityEventTypes.Login, true, "firefox", start, start + TimeSpan.FromHours(1))));
    }

    [Theory, DatabaseData]
    public async Task PagesFollowEachOtherAlsoWhenSomethingHappensInBetween(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await AddAsync(house, [.. Enumerable.Range(0, 5).Select(i => (SecurityEventTypes.Login, "anna", true, $"203.0.113.{i}", "x"))]);
        var first = await ListAsync(house, new(), count: 3);
        await AddAsync(house, (SecurityEventTypes.Login, "anna", true, "203.0.113.99", "x"));
        var second = await ListAsync(house, new(), first[^1].Id, 3);

        Assert.Equal([4, 3, 2, 1, 0], first.Concat(second).Select(entry => int.Parse(entry.Address!.Split('.')[3], null)));
    }

    [Fact]
    public async Task AllIsReadInPartsWithoutAnyLeftOut()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await AddAsync(house, [.. Enumerable.Range(0, (2 * HistorySearch.LargestPage) + 1).Select(_ => (SecurityEventTypes.Login, "anna", true, "203.0.113.1", "x"))]);
        await using var scope = house.Services.CreateAsyncScope();
        List<long> ids = [];
        await foreach (var entry in scope.ServiceProvider.GetRequiredService<HistorySearch>().AllAsync(new(), TestHouse.Actor("nobody")))
        {
            ids.Add(entry.Id);
        }

        Assert.Equal((2 * HistorySearch.LargestPage) + 1, ids.Distinct().Count());
    }

    [Theory, DatabaseData]
    public async Task EverybodyReadsTheirOwnAndAdministratorsAll(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var ben = (await house.AddPersonAsync("ben")).Id;
        var (annas, bens) = (TestHouse.Actor(anna, (await house.SignInAsync(anna)).Id), TestHouse.Actor(ben, (await house.SignInAsync(ben)).Id));

        Assert.All(await ListAsync(house, new(ben), actor: bens), entry => Assert.Equal(ben, entry.UserId));
        await RefusedAsync(ErrorCodes.AdminOnly, () => ListAsync(house, new(), actor: bens));
        await RefusedAsync(ErrorCodes.AdminOnly, () => ListAsync(house, new(anna), actor: bens));
        await RefusedAsync(ErrorCodes.AdminOnly, () => house.RunAsync<HistorySearch>(search => search.DaysAsync(TimeZoneInfo.Utc, 30, bens)));
        Assert.Contains(await ListAsync(house, new(), actor: annas), entry => entry.UserId == ben);
        Assert.NotEmpty(await ListAsync(house, new(ben), actor: annas));
        // Of somebody who is gone too.
        Assert.Empty(await ListAsync(house, new("gone"), actor: annas));
    }

    [Theory, DatabaseData]
    public async Task DaysAreThoseOfTheHouse(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        // Kathmandu is 5:45 ahead: its 1 March begins on 28 February at 18:15.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");
        house.Time.AdjustTime(new DateTimeOffset(2026, 2, 28, 18, 14, 59, TimeSpan.Zero));
        await AddAsync(house, (SecurityEventTypes.Login, "anna", true, "203.0.113.1", "x"), (SecurityEventTypes.Login, "anna", false, "203.0.113.1", "x"));
        house.Time.AdjustTime(new DateTimeOffset(2026, 2, 28, 18, 15, 0, TimeSpan.Zero));
        await AddAsync(house, (SecurityEventTypes.Login, "anna", true, "203.0.113.1", "x"), (SecurityEventTypes.Logout, "anna", true, "203.0.113.1", "x"));
        house.Time.AdjustTime(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            [new SignInDay(new(2026, 2, 27), 0, 0), new SignInDay(new(2026, 2, 28), 1, 1), new SignInDay(new(2026, 3, 1), 1, 0)],
            await house.RunAsync<HistorySearch, IReadOnlyList<SignInDay>>(search => search.DaysAsync(zone, 3, TestHouse.Actor("nobody"))));
        Assert.Equal(0, (await house.RunAsync<HistorySearch, IReadOnlyList<SignInDay>>(search => search.DaysAsync(zone, 1, TestHouse.Actor("nobody"))))[0].Failed);
    }

    private static Task<IReadOnlyList<SecurityEvent>> ListAsync(TestHouse house, HistoryQuery query, long? before = null, int count = 50, Actor? actor = null) =>
        house.RunAsync<HistorySearch, IReadOnlyList<SecurityEvent>>(search => search.ListAsync(query, actor ?? TestHouse.Actor("nobody"), before, count));

    private static Task AddAsync(TestHouse house, params (string Type, string UserId, bool Succeeded, string Address, string UserAgent)[] events) =>
        house.RunAsync<HomeAuthDb>(async db =>
        {
            db.SecurityEvents.AddRange(events.Select(one => new SecurityEvent
            {
                At = house.Time.GetUtcNow(),
                Type = one.Type,
                UserId = one.UserId,
                Succeeded = one.Succeeded,
                Address = IPAddress.Parse(one.Address).ToString(),
                UserAgent = one.UserAgent,
            }));
            await db.SaveChangesAsync();
        });
}
