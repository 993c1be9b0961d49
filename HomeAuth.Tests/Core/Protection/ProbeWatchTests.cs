using System.Text.Json;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Household;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Protection;

public sealed class ProbeWatchTests
{
    [Theory, DatabaseData]
    public async Task OneEntryADayIsKeptUpToDate(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var watch = house.Services.GetRequiredService<ProbeWatch>();
        for (var i = 0; i < 30; i++)
        {
            watch.Note($"/api/{i % 15}", "nmap");
            house.Time.Advance(TimeSpan.FromMinutes(1));
            await watch.FlushAsync(TestContext.Current.CancellationToken);
        }

        var entry = Assert.Single(await EventsAsync(house));
        var detail = JsonDocument.Parse(entry.Detail!).RootElement;
        Assert.Equal((30, 10, "nmap"), (detail.GetProperty("Count").GetInt32(), detail.GetProperty("Paths").GetArrayLength(), entry.UserAgent));
        Assert.Equal(30, watch.Current!.Count);

        house.Time.Advance(ProbeWatch.Window);
        Assert.Null(watch.Current);
        for (var i = 0; i < 3; i++)
        {
            watch.Note("/api/", "nmap");
        }

        await watch.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await EventsAsync(house)).Count);
    }

    [Fact]
    public async Task TwoMistypedAddressesAreNoScanAndMutedOnesAreNotKept()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var owner = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var watch = house.Services.GetRequiredService<ProbeWatch>();
        watch.Note("/api/x", null);
        watch.Note("/api/y", null);
        Assert.Null(watch.Current);

        await house.RunAsync<SettingsChange>(settings => settings.ChangeAsync(saved => saved with { ProbingMuted = true }, owner));
        watch.Note("/api/z", null);
        await watch.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await EventsAsync(house));
    }

    private static Task<List<SecurityEvent>> EventsAsync(TestHouse house) =>
        house.RunAsync<HomeAuthDb, List<SecurityEvent>>(db => db.SecurityEvents.AsNoTracking().Where(entry => entry.Type == SecurityEventTypes.Probing).ToListAsync());
}
