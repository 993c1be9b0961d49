using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Core.History;

public sealed class DeprecatedAccessesTests : IDisposable
{
    private readonly LogCapture _log = new();

    public void Dispose() => _log.Dispose();

    [Theory, DatabaseData]
    public async Task EachProgramAndPathIsSaidOnceAWindowAndCountedAlways(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider, services: services => services.AddSingleton<ILoggerProvider>(_log).AddLogging(logging => logging.AddFilter("homeassistant", LogLevel.Information)));
        var accesses = house.Services.GetRequiredService<DeprecatedAccesses>();
        Note(accesses, "/api/states", isConfigured: false);
        Note(accesses, "/api/states", isConfigured: false);
        Note(accesses, "/api/config", isConfigured: true);
        Assert.Equal(
            [(LogLevel.Warning, "You need to use a bearer token to access /api/states from 203.0.113.7"), (LogLevel.Information, "You need to use a bearer token to access /api/config from 203.0.113.7")],
            Said());

        house.Time.Advance(DeprecatedAccesses.Window - TimeSpan.FromSeconds(1));
        Note(accesses, "/api/states", isConfigured: false);
        Assert.Equal(2, Said().Count);
        house.Time.Advance(TimeSpan.FromSeconds(1));
        Note(accesses, "/api/states", isConfigured: false);
        Assert.Equal(3, Said().Count);

        var rows = await accesses.ListAsync();
        Assert.Equal([("/api/states", 4L), ("/api/config", 1L)], rows.Select(row => (row.Path, row.Count)));
        Note(accesses, "/api/states", isConfigured: false);
        Assert.Equal(5, (await accesses.ListAsync())[0].Count);
        await accesses.ForgetAsync(rows[0].Household, rows[0].UserAgent);
        Assert.Empty(await accesses.ListAsync());
    }

    [Fact]
    public async Task StrangersCannotFillTheHouse()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, services: services => services.AddSingleton<ILoggerProvider>(_log).AddLogging(logging => logging.AddFilter("homeassistant", LogLevel.Information)));
        var accesses = house.Services.GetRequiredService<DeprecatedAccesses>();
        for (var round = 0; round < 3; round++)
        {
            for (var path = 0; path < DeprecatedAccesses.MostRows + 200; path++)
            {
                Note(accesses, $"/api/{round}/{path}\nfaked", isConfigured: true);
            }

            await accesses.FlushAsync(TestContext.Current.CancellationToken);
            house.Time.Advance(TimeSpan.FromSeconds(1));
        }

        // Of one household a few tell enough, and leave room for the others; all further ones are one row.
        Assert.Equal((3 * DeprecatedAccesses.MostPaths) + 1, await house.RunAsync<HomeAuthDb, int>(db => db.DeprecatedAccesses.CountAsync()));
        Assert.Equal(DeprecatedAccesses.MostPaths, Said().Count);
        for (var household = 0; household < 2 * DeprecatedAccesses.MostRows; household++)
        {
            accesses.Note("/api/", $"203.0.113.{household}", TestHouse.Stranger(), isConfigured: true, accepted: false);
        }

        await accesses.FlushAsync(TestContext.Current.CancellationToken);
        Assert.True(await house.RunAsync<HomeAuthDb, int>(db => db.DeprecatedAccesses.CountAsync()) <= DeprecatedAccesses.MostRows);
        Assert.True(Said().Count <= DeprecatedAccesses.MostRows);
        _log.AssertClean();
    }

    private static void Note(DeprecatedAccesses accesses, string path, bool isConfigured) =>
        accesses.Note(path, "203.0.113.7", TestHouse.Stranger(), isConfigured, accepted: false);

    private List<(LogLevel, string)> Said() =>
        [.. _log.Lines.Where(line => line.Category == "homeassistant.components.http.auth").Select(line => (line.Level, line.Text))];
}
