using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Themes;

/// <summary>The themes of the house, in memory: those of the files in the data directory, and which of them is the default. Told when they change.</summary>
public sealed class HouseThemes : IDisposable
{
    internal const string DocumentKey = "themes";

    private readonly IServiceScopeFactory _scopes;
    private readonly HouseEvents _events;
    private readonly ILogger<HouseThemes> _logger;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile ThemesInEffect _current = ThemesInEffect.None;
    private volatile string? _told;

    /// <summary>Starts with the built-in ones alone, until <see cref="LoadAsync"/>.</summary>
    public HouseThemes(DataDirectory directory, IServiceScopeFactory scopes, HouseEvents events, ILogger<HouseThemes> logger)
    {
        (_scopes, _events, _logger) = (scopes, events, logger);
        Folder = directory.File(ThemeFolder.Name);
        _subscription = events.Subscribe(happened =>
        {
            if (happened is ThemesUpdated && happened.Context.Id != _told)
            {
                _ = ReloadAsync();
            }
        });
    }

    /// <summary>Raised after they have changed, on any thread.</summary>
    public event Action? Changed;

    /// <summary>Where files of themes are put.</summary>
    public string Folder { get; }

    /// <summary>The themes right now.</summary>
    public ThemesInEffect Current => _current;

    /// <summary>Reads files and default. To be called once the database is ready.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await LoadFromAsync(scope.ServiceProvider.GetRequiredService<HomeAuthDb>(), cancellationToken);
    }

    /// <summary>Reads the files anew, and tells everybody.</summary>
    /// <param name="context">On whose account.</param>
    /// <param name="cancellationToken">Gives up before anything is read.</param>
    public async Task ReloadAsync(EventContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        await LoadFromAsync(db, cancellationToken);
        await TellAsync(db, context);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _subscription.Dispose();
        _one.Dispose();
    }

    internal static async Task<DefaultThemes> DefaultsAsync(HomeAuthDb db, CancellationToken cancellationToken)
    {
        var json = await db.HouseDocuments.Where(document => document.Key == DocumentKey).Select(document => document.Value).SingleOrDefaultAsync(cancellationToken);
        return json is null ? DefaultThemes.Unset : JsonSerializer.Deserialize<DefaultThemes>(json, JsonSerializerOptions.Web) ?? DefaultThemes.Unset;
    }

    // Whoever hears of it and asks must get the new ones, so memory comes first and the news after it.
    internal async Task LoadFromAsync(HomeAuthDb db, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var defaults = await DefaultsAsync(db, cancellationToken);
            var (themes, findings) = ThemeFolder.Read(Folder);
            _current = new ThemesInEffect(themes, findings, defaults);
        }
        finally
        {
            _one.Release();
        }

        Changed?.Invoke();
    }

    internal Task TellAsync(HomeAuthDb db, EventContext context)
    {
        _told = context.Id;
        return _events.PublishAsync(db, new ThemesUpdated(context), CancellationToken.None);
    }

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
            _logger.LogError(error, "Could not read the themes of the house");
        }
    }
}
