using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>The entities of the house: one <c>person.*</c> per person.</summary>
public static class EntityCommands
{
    public static void Map(CommandMap map)
    {
        map.Add("get_states", Acts.ViewHouse, GetStatesAsync);
        map.Add("subscribe_entities", Acts.ViewHouse, SubscribeAsync, "entity_ids");
    }

    private static async Task<object?> GetStatesAsync(CommandContext context) =>
        context.Token.Readable(await context.Get<PersonEntities>().ListAsync()).Select(WireState.Of);

    // The result first, then everything there is, even when that is nothing, then each change.
    private static async Task<object?> SubscribeAsync(CommandContext context)
    {
        var wanted = context.Fields.OptionalTexts("entity_ids")?.ToHashSet();
        var follower = EventCommands.Follow(context, _ => true);
        context.Answer(null);
        follower.Add(await context.Get<PersonEntities>().SubscribeAsync(
            states => context.SendEvent(new
            {
                A = context.Token.Readable(states).Where(state => IsWanted(state.EntityId)).ToDictionary(state => state.EntityId, WireState.Whole),
            }),
            change =>
            {
                if (IsWanted(change.EntityId))
                {
                    follower.Then(token => Tell(context, token, change));
                }
            }));
        return Command.Answered;

        bool IsWanted(string entityId) => wanted is null or { Count: 0 } || wanted.Contains(entityId);
    }

    private static void Tell(CommandContext context, ActiveToken token, EntityChange change)
    {
        if (token.MayRead(change.EntityId))
        {
            context.SendEvent(change switch
            {
                { New: null } => new Dictionary<string, object> { ["r"] = new[] { change.EntityId } },
                { Old: { } old, New: { } now } => Of("c", change.EntityId, WireState.Difference(old, now)),
                _ => Of("a", change.EntityId, WireState.Whole(change.New)),
            });
        }
    }

    private static Dictionary<string, object> Of(string key, string entityId, object content) => new() { [key] = new Dictionary<string, object> { [entityId] = content } };
}
