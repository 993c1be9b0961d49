using HomeAuth.Core;
using HomeAuth.Core.Events;
using HomeAuth.Core.Themes;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace HomeAuth.Tests.Core.Themes;

/// <summary>The themes of a house while it runs: the default, and files that come and go.</summary>
public sealed class HouseThemesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory, DatabaseData]
    public async Task DefaultIsChosenClearedAndKept(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var themes = house.Services.GetRequiredService<HouseThemes>();
        Write(house, "a.yaml", "Fjord:\n  primary-color: '#123456'\n");
        await themes.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((BuiltInThemes.HomeAuth, BuiltInThemes.HomeAuth), Names(themes));

        Assert.True(await SetAsync(house, "Fjord", false, anna));
        Assert.Equal(("Fjord", "Fjord"), Names(themes));
        Assert.True(await SetAsync(house, BuiltInThemes.HighContrast, true, anna));
        Assert.False(await SetAsync(house, "unheard of", false, anna));
        Assert.Equal(("Fjord", BuiltInThemes.HighContrast), Names(themes));

        // A theme that is gone is the program's own until it comes back.
        File.Delete(Path.Combine(themes.Folder, "a.yaml"));
        await themes.LoadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((BuiltInThemes.HomeAuth, BuiltInThemes.HighContrast), Names(themes));
        Assert.Equal("Fjord", themes.Current.Defaults.Light);
        Assert.True(await SetAsync(house, DefaultThemeChange.Clear, true, anna));
        Assert.True(await SetAsync(house, DefaultThemeChange.Clear, false, anna));
        Assert.Equal(DefaultThemes.Unset, themes.Current.Defaults);
    }

    [Theory, DatabaseData]
    public async Task ChoicesForLightAndDarkAtOnceAreBothKept(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = TestHouse.Actor((await house.ClaimAsync()).UserId);
        for (var round = 0; round < 5; round++)
        {
            var (light, dark) = (BuiltInThemes.All[round % 3].Name, BuiltInThemes.All[(round + 1) % 3].Name);
            await Task.WhenAll(Task.Run(() => SetAsync(house, light, false, anna)), Task.Run(() => SetAsync(house, dark, true, anna)));
            Assert.Equal(new DefaultThemes(light, dark), await house.RunAsync<DefaultThemeChange, DefaultThemes>(change => change.FindAsync()));
        }
    }

    [Fact]
    public async Task OnlyAdministratorsChoose()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();
        var ben = await house.AddPersonAsync("ben");
        var actor = TestHouse.Actor(ben.Id, (await house.SignInAsync(ben.Id)).Id);
        Assert.Equal(ErrorCodes.AdminOnly, (await Assert.ThrowsAsync<HomeAuthException>(() => SetAsync(house, BuiltInThemes.HighContrast, false, actor))).Code);
        Assert.Equal(DefaultThemes.Unset, house.Services.GetRequiredService<HouseThemes>().Current.Defaults);
    }

    [Theory, DatabaseData(Only = DatabaseProvider.Postgres)]
    public async Task OtherServersHear(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = TestHouse.Actor((await house.ClaimAsync()).UserId);
        await using var second = house.OpenSecondServer();
        var listener = second.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "PostgresListener");
        var themes = second.Services.GetRequiredService<HouseThemes>();
        var heard = Change(themes, () => themes.Current.Defaults.Light == BuiltInThemes.HomeAssistant);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        await SetAsync(house, BuiltInThemes.HomeAssistant, false, anna);
        await heard;
        await listener.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FilesAreReadAgainWhileTheServerRuns()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var themes = house.Services.GetRequiredService<HouseThemes>();
        using var watch = new ThemeWatch(house.Directory, themes, TimeProvider.System, NullLogger<ThemeWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        List<HouseEvent> told = [];
        using var subscription = house.Services.GetRequiredService<HouseEvents>().Subscribe(told.Add);

        await AfterAsync(() => Write(house, "a.yaml", "Fjord:\n  primary-color: '#123456'\n"), () => themes.Current.Find("Fjord") is not null);
        await AfterAsync(() => Write(house, "a.yaml", "Fjord:\n  primary-color: '#654321'\n"), () => Primary("Fjord") == "#654321");
        await AfterAsync(() => Write(house, "more/b.yaml", "Lantern: {primary-color: '#112233'}"), () => themes.Current.Find("Lantern") is not null);
        await AfterAsync(() => Directory.Delete(themes.Folder, recursive: true), () => themes.Current.OfFiles.Count == 0);
        await AfterAsync(() => Write(house, "c.yaml", "Again: {primary-color: '#112233'}"), () => themes.Current.Find("Again") is not null);
        Assert.Contains(told, happened => happened is ThemesUpdated { Context.UserId: null });

        string? Primary(string name) => themes.Current.Find(name)?.Light.Colors[ThemeRole.Primary].ToString();

        async Task AfterAsync(Action act, Func<bool> reached)
        {
            var changed = Change(themes, reached);
            act();
            await changed;
        }
    }

    [Fact]
    public async Task ManyChangesAreReadOnceAfterAQuietMoment()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var themes = house.Services.GetRequiredService<HouseThemes>();
        using var watch = new ThemeWatch(house.Directory, themes, house.Time, NullLogger<ThemeWatch>.Instance);
        var read = 0;
        var changed = Change(themes, () => Interlocked.Increment(ref read) > 0);
        for (var i = 0; i < 20; i++)
        {
            watch.Touch();
        }

        house.Time.Advance(ThemeWatch.Quiet - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, Volatile.Read(ref read));
        house.Time.Advance(TimeSpan.FromMilliseconds(1));
        await changed;
        house.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, Volatile.Read(ref read));
    }

    private static (string Light, string Dark) Names(HouseThemes themes) => (themes.Current.Default(dark: false).Name, themes.Current.Default(dark: true).Name);

    private static Task<bool> SetAsync(TestHouse house, string name, bool dark, Actor actor) =>
        house.RunAsync<DefaultThemeChange, bool>(change => change.SetAsync(name, dark, actor, EventContext.Of(actor.UserId)));

    private static async Task Change(HouseThemes themes, Func<bool> reached)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        themes.Changed += Look;
        try
        {
            await done.Task.WaitAsync(Long);
        }
        finally
        {
            themes.Changed -= Look;
        }

        void Look()
        {
            if (reached())
            {
                done.TrySetResult();
            }
        }
    }

    private static void Write(TestHouse house, string name, string text)
    {
        var path = Path.Combine(house.Services.GetRequiredService<HouseThemes>().Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
