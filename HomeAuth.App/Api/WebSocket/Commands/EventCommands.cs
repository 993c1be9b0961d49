using HomeAuth.Core.Events;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>Hearing what happens.</summary>
/// <remarks><c>{"event_type": "user_added", "data": {"user_id": "…"}, "origin": "LOCAL", "time_fired": "…", "context": {…}}</c></remarks>
public static class EventCommands
{
    private const string StateChanged = "state_changed";

    /// <summary>What those who are not administrators may hear.</summary>
    public static readonly IReadOnlySet<string> ForEverybody = new HashSet<string>
    {
        "area_registry_updated", "component_loaded", "core_config_updated", "device_registry_updated", "entity_registry_updated", "lovelace_updated",
        "panels_updated", "persistent_notifications_updated", "service_registered", "service_removed", "shopping_list_updated", StateChanged, "themes_updated",
    };

    public static void Map(CommandMap map) => map.Add("subscribe_events", Acts.ViewHouse, SubscribeAsync, "event_type");

    /// <summary>Begins a subscription, which tells only while its person may hear; refuses more than a program would need in its life.</summary>
    internal static Follower Follow(CommandContext context, Func<ActiveToken, bool> mayHear)
    {
        if (!context.Connection.HasRoom)
        {
            throw new CommandException("not_allowed", "Too many subscriptions");
        }

        var follower = new Follower(context.Actor, mayHear, context.Get<TokenDirectory>(), context.Get<AccessGate>(), context.Get<ILogger<Follower>>());
        context.Connection.Subscribe(context.Id, follower);
        return follower;
    }

    private static async Task<object?> SubscribeAsync(CommandContext context)
    {
        var type = context.Fields.OptionalText("event_type") ?? "*";
        if (!MayHear(context.Token))
        {
            return Refuse(context);
        }

        var follower = Follow(context, MayHear);
        var time = context.Get<TimeProvider>();
        context.Answer(null);
        follower.Add(context.Get<HouseEvents>().Subscribe(happened =>
        {
            if (Shape(type, happened, time.GetUtcNow()) is { } content)
            {
                follower.Then(_ => context.SendEvent(content));
            }
        }));
        if (type is "*" or StateChanged)
        {
            follower.Add(await context.Get<PersonEntities>().SubscribeAsync(_ => { }, change => follower.Then(token => Tell(context, token, change))));
        }

        return Command.Answered;

        bool MayHear(ActiveToken token) => token.Against(Acts.ViewPeople) is null || ForEverybody.Contains(type);
    }

    private static object Refuse(CommandContext context)
    {
        context.Connection.Send(Frames.Error(context.Id, CommandError.Unauthorized));
        return Command.Answered;
    }

    // Null for what this subscription does not want.
    private static object? Shape(string type, HouseEvent happened, DateTimeOffset at)
    {
        var (happenedType, data) = happened switch
        {
            UserAdded user => ("user_added", new { user.UserId }),
            UserUpdated user => ("user_updated", new { user.UserId }),
            UserRemoved user => ("user_removed", new { user.UserId }),
            ThemesUpdated => ("themes_updated", (object)new { }),
            _ => (null, null),
        };
        return happenedType is not null && (type == "*" || type == happenedType) ? Shape(happenedType, data!, at, happened.Context) : null;
    }

    private static void Tell(CommandContext context, ActiveToken token, EntityChange change)
    {
        if (token.MayRead(change.EntityId))
        {
            context.SendEvent(Shape(
                StateChanged,
                new
                {
                    change.EntityId,
                    OldState = change.Old is null ? null : WireState.Of(change.Old),
                    NewState = change.New is null ? null : WireState.Of(change.New),
                },
                change.At,
                change.Context));
        }
    }

    private static object Shape(string type, object data, DateTimeOffset at, EventContext on) => new
    {
        EventType = type,
        Data = data,
        Origin = "LOCAL",
        TimeFired = at,
        Context = WireState.Of(on),
    };
}
