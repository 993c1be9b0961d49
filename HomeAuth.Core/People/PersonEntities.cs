using System.Collections.Immutable;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.People;

/// <summary>The entities of the house, in memory: read from the database when something changed, compared, and the differences told.</summary>
public sealed class PersonEntities : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly HouseEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger<PersonEntities> _logger;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _telling = new();
    private ImmutableSortedDictionary<string, EntityState>? _states;
    private ImmutableList<Action<EntityChange>> _listeners = [];

    /// <summary>Starts unread and listens for changes made by other servers.</summary>
    public PersonEntities(IServiceScopeFactory scopes, HouseEvents events, TimeProvider time, ILogger<PersonEntities> logger)
    {
        (_scopes, _events, _time, _logger) = (scopes, events, time, logger);
        _subscription = events.Subscribe(happened =>
        {
            if (happened is PersonsChanged changed)
            {
                _ = HearAsync(changed.Context);
            }
        });
    }

    /// <summary>All entities as they are now.</summary>
    public async ValueTask<IReadOnlyCollection<EntityState>> ListAsync(CancellationToken cancellationToken = default)
    {
        if (_states is null)
        {
            await ReadAsync(EventContext.Of(null), cancellationToken);
        }

        return [.. _states!.Values];
    }

    /// <summary>Tells all entities as they are now, then each change, in order and without a gap, until the returned handle is disposed.</summary>
    public async Task<IDisposable> SubscribeAsync(
        Action<IReadOnlyCollection<EntityState>> now, Action<EntityChange> changed, CancellationToken cancellationToken = default)
    {
        await ListAsync(cancellationToken);
        lock (_telling)
        {
            now([.. _states!.Values]);
            _listeners = _listeners.Add(changed);
        }

        return new Subscription(() =>
        {
            lock (_telling)
            {
                _listeners = _listeners.Remove(changed);
            }
        });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _subscription.Dispose();
        _reading.Dispose();
    }

    /// <summary>Persons were changed and committed: tells what is different now, here and on the other servers.</summary>
    internal async Task ChangedAsync(HomeAuthDb db, EventContext context, CancellationToken cancellationToken)
    {
        await ReadAsync(context, cancellationToken);
        await _events.PublishAsync(db, new PersonsChanged(context), CancellationToken.None);
    }

    private async Task HearAsync(EventContext context)
    {
        try
        {
            await ReadAsync(context, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The server is stopping.
        }
#pragma warning disable CA1031 // Nobody waits for this; the next change reads again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _logger.LogError(error, "Could not read the persons of the house");
        }
    }

    private async Task ReadAsync(EventContext context, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var persons = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Persons.AsNoTracking().ToListAsync(cancellationToken);
            Compare(persons, context, _time.GetUtcNow());
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Compare(List<Person> persons, EventContext context, DateTimeOffset now)
    {
        lock (_telling)
        {
            var old = _states ?? ImmutableSortedDictionary.Create<string, EntityState>(StringComparer.Ordinal);
            var states = persons.Select(person => StateOf(person, old, context, now)).ToImmutableSortedDictionary(state => state.EntityId, state => state, StringComparer.Ordinal);
            var changes = old.Keys.Union(states.Keys)
                .Select(id => new EntityChange(id, old.GetValueOrDefault(id), states.GetValueOrDefault(id), now, context))
                .Where(change => !ReferenceEquals(change.Old, change.New))
                .ToList();
            _states = states;
            foreach (var change in changes)
            {
                foreach (var listener in _listeners)
                {
                    listener(change);
                }
            }
        }
    }

    private static EntityState StateOf(Person person, ImmutableSortedDictionary<string, EntityState> old, EventContext context, DateTimeOffset now)
    {
        var id = "person." + person.Id;
        var attributes = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["editable"] = true,
            ["id"] = person.Id,
            ["device_trackers"] = person.DeviceTrackers.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            ["friendly_name"] = person.Name,
        };
        if (person.UserId is { } userId)
        {
            attributes["user_id"] = userId;
        }

        if (person.Picture is { } picture)
        {
            attributes["entity_picture"] = picture;
        }

        return old.TryGetValue(id, out var before)
            ? JsonSerializer.Serialize(before.Attributes) == JsonSerializer.Serialize(attributes)
                ? before
                : before with { Attributes = attributes, LastUpdated = now, Context = context }
            : new EntityState(id, "unknown", attributes, now, now, context);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
