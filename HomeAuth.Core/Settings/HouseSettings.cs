using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Settings;

/// <summary>The settings of the house in effect: what its people chose in the app, and for the rest the configuration. In memory, and told when they change.</summary>
public sealed class HouseSettings : IDisposable
{
    internal const string DocumentKey = "settings";

    private readonly IServiceScopeFactory _scopes;
    private readonly HomeAuthOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HouseSettings> _logger;
    private readonly IDisposable _subscription;
    private volatile SettingsInEffect _current;

    /// <summary>Starts with the configuration alone, until <see cref="LoadAsync"/>.</summary>
    public HouseSettings(IServiceScopeFactory scopes, HouseEvents events, TimeProvider time, IOptions<HomeAuthOptions> options, ILogger<HouseSettings> logger)
    {
        (_scopes, _options, _time, _logger) = (scopes, options.Value, time, logger);
        _current = SettingsInEffect.Of(SavedSettings.None, _options, time);
        _subscription = events.Subscribe(happened =>
        {
            if (happened is SettingsChanged)
            {
                _ = ReloadAsync();
            }
        });
    }

    /// <summary>Raised after they have changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>The settings right now.</summary>
    public SettingsInEffect Current => _current;

    /// <summary>Reads what was saved. To be called once the database is ready, and by whoever has just saved.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        _current = SettingsInEffect.Of(await ReadAsync(db, cancellationToken), _options, _time);
        Changed?.Invoke();
    }

    /// <inheritdoc />
    public void Dispose() => _subscription.Dispose();

    internal static async Task<SavedSettings> ReadAsync(HomeAuthDb db, CancellationToken cancellationToken) =>
        await db.HouseDocuments.Where(document => document.Key == DocumentKey).Select(document => document.Value).SingleOrDefaultAsync(cancellationToken) is { } json
            ? JsonSerializer.Deserialize<SavedSettings>(json) ?? SavedSettings.None
            : SavedSettings.None;

    private async Task ReloadAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping.
        }
#pragma warning disable CA1031 // Nobody waits for this; what was in effect stays so.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.LogError(error, "Could not read the settings of the house");
        }
    }
}
