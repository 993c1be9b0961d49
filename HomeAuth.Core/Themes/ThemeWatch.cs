using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Themes;

/// <summary>Reads the themes again while the server runs, when somebody has changed their files.</summary>
public sealed class ThemeWatch : IHostedService, IDisposable
{
    /// <summary>How long a change is left alone, since editors write in several steps.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly DataDirectory _directory;
    private readonly HouseThemes _themes;
    private readonly ILogger<ThemeWatch> _logger;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private FileSystemWatcher? _parent;
    private FileSystemWatcher? _folder;
    private bool _waiting;
    private bool _stopped;

    /// <summary>Watches nothing yet.</summary>
    public ThemeWatch(DataDirectory directory, HouseThemes themes, TimeProvider time, ILogger<ThemeWatch> logger)
    {
        (_directory, _themes, _logger) = (directory, themes, logger);
        _timer = time.CreateTimer(_ => _ = ReadAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = Directory.CreateDirectory(_themes.Folder);
            // The folder itself may be taken away and put back.
            _parent = new FileSystemWatcher(_directory.Path, ThemeFolder.Name) { NotifyFilter = NotifyFilters.DirectoryName, IncludeSubdirectories = false };
            _parent.Created += (_, _) => Return();
            _parent.Renamed += (_, _) => Return();
            _parent.Deleted += (_, _) => Touch();
            _parent.EnableRaisingEvents = true;
            Attach();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            GiveUp(error);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            _parent?.Dispose();
            _folder?.Dispose();
            _timer.Dispose();
        }
    }

    /// <summary>Something has changed. However often within a moment, it is read once, after it.</summary>
    internal void Touch()
    {
        lock (_lock)
        {
            if (!_waiting && !_stopped)
            {
                _waiting = true;
                _timer.Change(Quiet, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Attach()
    {
        lock (_lock)
        {
            _folder?.Dispose();
            _folder = null;
            if (_stopped || !Directory.Exists(_themes.Folder))
            {
                return;
            }

            try
            {
                _folder = new FileSystemWatcher(_themes.Folder)
                {
                    IncludeSubdirectories = true,
                    NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
                };
                _folder.Changed += (_, _) => Touch();
                _folder.Created += (_, _) => Touch();
                _folder.Deleted += (_, _) => Touch();
                _folder.Renamed += (_, _) => Touch();
                _folder.Error += (_, _) => Touch();
                _folder.EnableRaisingEvents = true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                GiveUp(error);
            }
        }
    }

    private void Return()
    {
        Attach();
        Touch();
    }

    private async Task ReadAsync()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            // What changes from here on is read again.
            _waiting = false;
        }

        try
        {
            await _themes.ReloadAsync(EventContext.Of(null));
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

    private void GiveUp(Exception error) =>
        _logger.LogWarning(error, "The folder of themes is not watched; what changes in it is seen after “Read again” or frontend.reload_themes");
}
