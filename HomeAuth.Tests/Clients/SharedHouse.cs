using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>A claimed house that the tests of one class share. Its access tokens live as short as can be.</summary>
public sealed class SharedHouse : IAsyncLifetime
{
    public static Dictionary<string, string> Settings => new() { ["HomeAuth:Lifetimes:AccessToken"] = "00:01:00" };

    public HouseServer Server { get; private set; } = default!;

    public async ValueTask InitializeAsync() => Server = await HouseServer.ClaimedAsync(settings: Settings);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
