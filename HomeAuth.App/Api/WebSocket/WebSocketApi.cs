using System.Net.WebSockets;
using HomeAuth.App.Api.Http;
using HomeAuth.App.Api.WebSocket.Commands;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>Home Assistant's WebSocket API, one line per group of commands.</summary>
/// <remarks>
/// <code>
/// server  {"type": "auth_required", "ha_version": "…"}
/// client  {"type": "auth", "access_token": "…"}
/// server  {"type": "auth_ok", "ha_version": "…"}  or  {"type": "auth_invalid", "message": "…"} and the end
/// client  {"id": 1, "type": "ping"}               or an array of such commands; ids rise
/// server  {"id": 1, "type": "pong"}               or {"id": 2, "type": "result", "success": true, "result": …}
/// server  {"id": 2, "type": "event", "event": …}
/// </code>
/// Pages of any origin may open it: it asks for a token, and never looks at a cookie.
/// </remarks>
public static class WebSocketApi
{
    public static IServiceCollection AddWebSocketApi(this IServiceCollection services) =>
        services.AddSingleton<LiveSockets>().AddSingleton(_ =>
        {
            var commands = new CommandMap();
            ProtocolCommands.Map(commands);
            AuthCommands.Map(commands);
            MfaCommands.Map(commands);
            CredentialCommands.Map(commands);
            HomeAuthCommands.Map(commands);
            UserCommands.Map(commands);
            LocalLoginCommands.Map(commands);
            PeopleCommands.Map(commands);
            HouseholdCommands.Map(commands);
            BanCommands.Map(commands);
            HistoryCommands.Map(commands);
            PersonCommands.Map(commands);
            FrontendCommands.Map(commands);
            HouseCommands.Map(commands);
            EventCommands.Map(commands);
            EntityCommands.Map(commands);
            ServiceCommands.Map(commands);
            return commands;
        });

    public static void MapWebSocketApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/websocket", RunAsync).AllowAnonymous().WithMetadata(new ApiMark()).ExcludeFromDescription();

    private static async Task RunAsync(HttpContext context, LiveSockets live, CommandMap commands)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }

        using var place = live.Enter(context.Connection.RemoteIpAddress);
        if (place is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            // Home Assistant pings every 55 s; who does not answer is gone.
            var settings = new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(55), KeepAliveTimeout = TimeSpan.FromSeconds(30) };
            using var socket = await context.WebSockets.AcceptWebSocketAsync(settings);
            await using var connection = ActivatorUtilities.CreateInstance<WebSocketConnection>(context.RequestServices, socket, context, place);
            await connection.RunAsync();
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The other side is gone, or sent what is no WebSocket; either way there is nobody to tell.
        }
    }
}
