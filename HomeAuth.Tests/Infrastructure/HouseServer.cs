using HomeAuth.Core;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Recovery;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The whole program on a real socket of this machine, with a data directory of its own. The clock is the real one unless a test brings its own.</summary>
public sealed class HouseServer : WebApplicationFactory<Program>
{
    private readonly TimeProvider? _time;
    private readonly Action<IServiceCollection>? _configure;
    private readonly bool _keepsFolder;

    public HouseServer(
        string? folder = null, TimeProvider? time = null, Dictionary<string, string>? settings = null, int port = 0,
        Action<IServiceCollection>? configure = null)
    {
        _configure = configure;
        _keepsFolder = folder is not null;
        Folder = folder ?? Directory.CreateTempSubdirectory("homeauth-server-").FullName;
        _time = time;
        Settings = settings ?? [];
        UseKestrel(port);
    }

    public string Folder { get; }

    public Dictionary<string, string> Settings { get; }

    /// <summary>Where it answers, with the host name that makes a browser truly local.</summary>
    public Uri Address { get; private set; } = default!;

    /// <summary>The same under a name that is not this machine's own, as another device would use it.</summary>
    public Uri ForeignAddress => new UriBuilder(Address) { Host = "house.test" }.Uri;

    public string SetupCode => Services.GetRequiredService<SetupCode>().Current();

    public static HouseServer Started(
        string? folder = null, TimeProvider? time = null, Dictionary<string, string>? settings = null, int port = 0,
        Action<IServiceCollection>? configure = null)
    {
        var server = new HouseServer(folder, time, settings, port, configure);
        if (!server._keepsFolder)
        {
            EmptyHouse.CopyTo(server.Folder, server.Settings.ContainsKey("HomeAuth:Database:ConnectionString") ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite);
        }

        server.StartServer();
        server.Address = new UriBuilder(server.ClientOptions.BaseAddress) { Host = "localhost" }.Uri;
        return server;
    }

    /// <summary>A house whose owner is Anna.</summary>
    public static async Task<HouseServer> ClaimedAsync(
        TimeProvider? time = null, Dictionary<string, string>? settings = null, Action<IServiceCollection>? configure = null, string? folder = null)
    {
        var server = Started(folder, time, settings, configure: configure);
        await using var scope = server.Services.CreateAsyncScope();
        var request = new ClaimRequest("Anna Muster", "anna", TestHouse.Password, TestHouse.Password, null, "en");
        Assert.IsType<ClaimOutcome.Claimed>(await scope.ServiceProvider.GetRequiredService<OwnerCreation>().ClaimAsync(request, true, TestHouse.Stranger()));
        return server;
    }

    public HttpClient Client(bool followRedirects = false) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = followRedirects, UseCookies = true }) { BaseAddress = Address };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("HomeAuth:DataDirectory", Folder);
        builder.UseEnvironment("Production");
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.Warning));
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<IStartupFilter, PretendedAddress>();
            // Wherever the tests run, nobody pretends to be at an address of this machine by chance.
            services.AddSingleton(provider => new OwnAddresses(provider.GetRequiredService<TimeProvider>(), () => []));
            if (_time is not null)
            {
                services.AddSingleton(_time);
            }

            _configure?.Invoke(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        SqliteConnection.ClearAllPools();
        if (!_keepsFolder && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
