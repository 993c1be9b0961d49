using HomeAuth.Core.Events;
using HomeAuth.Core.People;

namespace HomeAuth.App.Api;

/// <summary>Entities as they look on the wire.</summary>
public static class WireState
{
    /// <summary>The long form, of <c>get_states</c> and events.</summary>
    public static object Of(EntityState state) => new
    {
        state.EntityId,
        state.State,
        state.Attributes,
        state.LastChanged,
        LastReported = state.LastUpdated,
        state.LastUpdated,
        Context = Of(state.Context),
    };

    public static object Of(EventContext context) => new { context.Id, ParentId = (string?)null, context.UserId };

    /// <summary>The short form of <c>subscribe_entities</c>: an entity as a whole.</summary>
    public static Dictionary<string, object> Whole(EntityState state)
    {
        Dictionary<string, object> whole = new()
        {
            ["s"] = state.State,
            ["a"] = state.Attributes,
            ["c"] = ShortContext(state.Context),
            ["lc"] = Seconds(state.LastChanged),
        };
        if (state.LastUpdated != state.LastChanged)
        {
            whole["lu"] = Seconds(state.LastUpdated);
        }

        return whole;
    }

    /// <summary>The short form of a change: only what differs.</summary>
    public static Dictionary<string, object> Difference(EntityState old, EntityState now)
    {
        Dictionary<string, object> added = [];
        if (old.State != now.State)
        {
            added["s"] = now.State;
        }

        var changed = now.Attributes.Where(attribute => !old.Attributes.TryGetValue(attribute.Key, out var before) || !Same(before, attribute.Value))
            .ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        if (changed.Count > 0)
        {
            added["a"] = changed;
        }

        added["c"] = ShortContext(now.Context);
        if (old.LastChanged != now.LastChanged)
        {
            added["lc"] = Seconds(now.LastChanged);
        }
        else
        {
            added["lu"] = Seconds(now.LastUpdated);
        }

        Dictionary<string, object> difference = new() { ["+"] = added };
        var gone = old.Attributes.Keys.Except(now.Attributes.Keys).ToList();
        if (gone.Count > 0)
        {
            difference["-"] = new Dictionary<string, object> { ["a"] = gone };
        }

        return difference;
    }

    private static object ShortContext(EventContext context) => context.UserId is null ? context.Id : Of(context);

    private static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static bool Same(object one, object other) =>
        System.Text.Json.JsonSerializer.Serialize(one) == System.Text.Json.JsonSerializer.Serialize(other);
}
