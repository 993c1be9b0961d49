using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>The history: one's own, and for administrators that of somebody, by <c>user_id</c>, or of everybody. The next page begins before the last <c>id</c>.</summary>
public static class HistoryCommands
{
    private const int MostRows = 500;

    // More than happen in any house.
    private const int LargestId = 1_000_000_000;

    public static void Map(CommandMap map) => HomeAuthCommands.Add(
        map, "history/list", Acts.ViewAccount, ListAsync, "user_id", "everybody", "event_type", "succeeded", "text", "before", "count");

    private static async Task<object?> ListAsync(CommandContext context)
    {
        var fields = context.Fields;
        var userId = fields.OptionalFlag("everybody") == true ? null : fields.OptionalText("user_id") ?? context.Token.UserId;
        var query = new HistoryQuery(userId, fields.OptionalText("event_type"), fields.OptionalFlag("succeeded"), fields.OptionalText("text"));
        var count = fields.OptionalNumber("count") ?? 50;
        if (count is < 1 or > MostRows)
        {
            throw JsonFields.Wrong($"value must be from 1 to {MostRows} for dictionary value", "count");
        }

        if (fields.OptionalNumber("before") is < 1 or > LargestId)
        {
            throw JsonFields.Wrong("value must be the id of an event for dictionary value", "before");
        }

        var events = await context.Get<HistorySearch>().ListAsync(query, context.Actor, fields.OptionalNumber("before"), count);
        return new
        {
            Events = events.Select(entry => new
            {
                entry.Id,
                entry.At,
                entry.Type,
                entry.Succeeded,
                entry.Detail,
                entry.UserId,
                entry.ActorId,
                entry.TokenId,
                entry.Address,
                entry.UserAgent,
            }),
        };
    }
}
