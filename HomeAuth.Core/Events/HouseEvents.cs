using System.Collections.Immutable;
using System.Text.Json;
using HomeAuth.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Events;

/// <summary>Tells the programs of the house what has happened, on this server and, over PostgreSQL, on the others.</summary>
public sealed class HouseEvents(ILogger<HouseEvents> logger)
{
    internal const string Channel = "homeauth_events";

    private readonly string _serverId = Identifier.New();
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>Hears of each event until the returned handle is disposed. The callback must be quick and not throw.</summary>
    public IDisposable Subscribe(Action<HouseEvent> heard)
    {
        var subscription = new Subscription(this, heard);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    /// <summary>Lets everybody know. To be called after the change is committed; what happened stands in the database, so a lost message loses only news.</summary>
    public async Task PublishAsync(HomeAuthDb db, HouseEvent happened, CancellationToken cancellationToken = default)
    {
        Tell(happened);
        if (db.Database.IsNpgsql())
        {
            var message = JsonSerializer.Serialize(new Message(_serverId, happened));
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {message})", cancellationToken);
        }
    }

    internal void Receive(string payload)
    {
        if (JsonSerializer.Deserialize<Message>(payload) is { } message && message.Server != _serverId)
        {
            Tell(message.Event);
        }
    }

    /// <summary>Messages arrive again; what may have been missed is looked up.</summary>
    internal void Resume()
    {
        Tell(new PersonsChanged(EventContext.Of(null)));
        Tell(new SettingsChanged(EventContext.Of(null)));
        Tell(new BansChanged(null, EventContext.Of(null)));
        Tell(new ThemesUpdated(EventContext.Of(null)));
    }

    // One subscriber's mistake must not keep the news from the others.
    private void Tell(HouseEvent happened)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            try
            {
                subscription.Heard(happened);
            }
#pragma warning disable CA1031 // Whatever it is, the next subscriber must still hear.
            catch (Exception error)
#pragma warning restore CA1031
            {
                logger.LogError(error, "A subscriber failed to act on an event");
            }
        }
    }

    internal sealed record Message(string Server, HouseEvent Event);

    private sealed class Subscription(HouseEvents events, Action<HouseEvent> heard) : IDisposable
    {
        public Action<HouseEvent> Heard { get; } = heard;

        public void Dispose() => ImmutableInterlocked.Update(ref events._subscriptions, list => list.Remove(this));
    }
}
