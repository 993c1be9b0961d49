using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The core of a house on a real database, without a web server; the clock is ours.</summary>
public sealed class TestHouse : IAsyncDisposable
{
    public const string Password = "seven quiet otters";

    private readonly ServiceProvider _provider;
    private readonly DataDirectory _directory;
    private readonly HomeAuthOptions _options;
    private bool _keepsFolder;

    private TestHouse(HomeAuthOptions options, FakeTimeProvider time, Action<IServiceCollection>? configure = null)
    {
        _options = options;
        Time = time;
        _directory = new DataDirectory(options.DataDirectory);
        _directory.Open();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ComposeNotification>((notification, language) =>
            new NotificationText(
                language ?? "",
                notification switch { Notification.OneTimeCode code => code.Code, Notification.Alert alert => $"{alert.Kind} {alert.Secret}", _ => "test" },
                ""));
        services.AddHomeAuthCore(options, _directory);
        services.AddSingleton(new OwnAddresses(Time, () => []));
        configure?.Invoke(services);
        _provider = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _provider;

    public DataDirectory Directory => _directory;

    public HomeAuthOptions Options => _options;

    public static RequestOrigin Stranger(string address = "203.0.113.7") => RequestOrigin.From(IPAddress.Parse(address), "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0");

    public static async Task<TestHouse> OpenAsync(
        DatabaseProvider provider, Action<HomeAuthOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var options = new HomeAuthOptions { DataDirectory = System.IO.Directory.CreateTempSubdirectory("homeauth-test-").FullName };
        options.Database.Provider = provider;
        options.Database.ConnectionString = provider == DatabaseProvider.Postgres ? await EmptyHouse.NewPostgresDatabaseAsync() : null;
        EmptyHouse.CopyTo(options.DataDirectory, provider);
        options.Limits.PasswordHashWorkers = 2;
        configure?.Invoke(options);
        var house = new TestHouse(options, new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), services);
        await house.RunAsync<DatabaseMigrator>(migrator => migrator.MigrateAsync());
        await house.RunAsync<HouseSettings>(settings => settings.LoadAsync());
        return house;
    }

    /// <summary>What is in a folder, untouched: nothing is migrated, and the folder stays.</summary>
    public static TestHouse Over(string folder, DatabaseProvider provider, string? connectionString)
    {
        var options = new HomeAuthOptions { DataDirectory = folder };
        (options.Database.Provider, options.Database.ConnectionString) = (provider, connectionString);
        return new TestHouse(options, new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))) { _keepsFolder = true };
    }

    /// <summary>Another server of the same house, on the same PostgreSQL database with a data directory of its own.</summary>
    public TestHouse OpenSecondServer()
    {
        Assert.Equal(DatabaseProvider.Postgres, _options.Database.Provider);
        var options = new HomeAuthOptions
        {
            DataDirectory = System.IO.Directory.CreateTempSubdirectory("homeauth-test-").FullName,
            Database = _options.Database,
            Limits = _options.Limits,
            Protection = _options.Protection,
            Http = _options.Http,
            Lifetimes = _options.Lifetimes,
        };
        File.Copy(_directory.File(DataProtectionKeyFile.FileName), Path.Combine(options.DataDirectory, DataProtectionKeyFile.FileName));
        return new TestHouse(options, Time);
    }

    public async Task<TResult> RunAsync<TService, TResult>(Func<TService, Task<TResult>> operation)
        where TService : notnull
    {
        await using var scope = _provider.CreateAsyncScope();
        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task RunAsync<TService>(Func<TService, Task> operation)
        where TService : notnull
    {
        await using var scope = _provider.CreateAsyncScope();
        await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Claims the house for Anna.</summary>
    public async Task<ClaimOutcome.Claimed> ClaimAsync()
    {
        var request = new ClaimRequest("Anna Muster", "anna", Password, Password, null, "en");
        return Assert.IsType<ClaimOutcome.Claimed>(await RunAsync<OwnerCreation, ClaimOutcome>(
            creation => creation.ClaimAsync(request, isTrulyLocal: true, Stranger())));
    }

    /// <summary>Adds a person who is not the owner, with a password of the local provider.</summary>
    public Task<HomeUser> AddPersonAsync(string username, bool isActive = true) => RunAsync<HomeAuthDb, HomeUser>(async db =>
    {
        var hash = await _provider.GetRequiredService<PasswordHashing>().HashAsync(Password);
        var user = new HomeUser
        {
            Name = username,
            UserName = username,
            NormalizedUserName = Username.Normalize(username),
            PasswordHash = hash,
            IsActive = isActive,
            CreatedAt = Time.GetUtcNow(),
        };
        db.Users.Add(user);
        db.Credentials.Add(new Credential { UserId = user.Id, AuthProviderType = "homeassistant", Subject = user.Id, CreatedAt = Time.GetUtcNow() });
        await db.SaveChangesAsync();
        return user;
    });

    public Task<RefreshToken> SignInAsync(string userId, bool keep = true, string? replaces = null) =>
        RunAsync<RefreshTokenIssuer, RefreshToken>(tokens => tokens.CreateBrowserSessionAsync(userId, null, keep, replaces, Stranger()));

    public static Actor Actor(string userId, string? tokenId = null) => new(userId, tokenId, Stranger());

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _directory.Dispose();
        SqliteConnection.ClearAllPools();
        if (_options.Database.Provider == DatabaseProvider.Postgres)
        {
            await using var connection = new NpgsqlConnection(_options.Database.ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }

        if (!_keepsFolder)
        {
            System.IO.Directory.Delete(_directory.Path, recursive: true);
        }
    }
}
