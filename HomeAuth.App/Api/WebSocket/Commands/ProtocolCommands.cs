using HomeAuth.Core.Permissions;
namespace HomeAuth.App.Api.WebSocket.Commands;

/// <summary>About the connection itself.</summary>
public static class ProtocolCommands
{
    private const int MostFeatures = 100;

    public static void Map(CommandMap map)
    {
        map.Add("ping", Acts.ViewHouse, Ping);
        map.Add("supported_features", Acts.ViewHouse, SupportedFeatures, "features");
        map.Add("unsubscribe_events", Acts.ViewHouse, Unsubscribe, "subscription");
    }

    private static object Ping(CommandContext context)
    {
        context.Connection.Send(Frames.Pong(context.Id));
        return Command.Answered;
    }

    private static object? SupportedFeatures(CommandContext context)
    {
        var features = context.Fields.OptionalObject("features") ?? throw JsonFields.Missing("features");
        context.Connection.Coalesces = features.Numbers(MostFeatures).GetValueOrDefault("coalesce_messages") > 0;
        return null;
    }

    private static object? Unsubscribe(CommandContext context) =>
        context.Connection.Unsubscribe(context.Fields.Number("subscription")) ? null : throw new CommandException("not_found", "Subscription not found.");
}
