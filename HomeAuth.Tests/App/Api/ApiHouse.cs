using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.App.Api;

/// <summary>A house with somebody of each kind, whose log is kept and where a client can pretend to be anywhere.</summary>
public sealed class ApiHouse(HouseServer server, LogCapture log) : IAsyncDisposable
{
    public HouseServer Server => server;

    public LogCapture Log => log;

    public static async Task<ApiHouse> OpenAsync(
        TimeProvider? time = null, DatabaseProvider provider = DatabaseProvider.Sqlite, Dictionary<string, string>? settings = null)
    {
        settings = new(settings ?? []);
        if (provider == DatabaseProvider.Postgres)
        {
            settings["HomeAuth:Database:Provider"] = nameof(DatabaseProvider.Postgres);
            settings["HomeAuth:Database:ConnectionString"] = await EmptyHouse.NewPostgresDatabaseAsync();
        }

        var log = new LogCapture();
        var server = await HouseServer.ClaimedAsync(
            time, settings, services => services.AddSingleton<ILoggerProvider>(log).AddLogging(logging => logging.AddFilter("homeassistant", LogLevel.Information)));
        return new ApiHouse(server, log);
    }

    /// <summary>An access token of the owner, or of somebody new in a group.</summary>
    public async Task<string> AccessAsync(string? username = null, string? groupId = Group.UsersId) =>
        (await server.TokensOfAsync(username is null ? await server.OwnerIdAsync() : await server.AddUserAsync(username, groupId))).Access;

    /// <summary>Somebody at an address somewhere.</summary>
    public HttpClient ClientAt(string address)
    {
        var client = server.Client();
        client.DefaultRequestHeaders.Add(PretendedAddress.Header, address);
        return client;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
