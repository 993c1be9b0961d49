using System.Net.WebSockets;
using System.Text;
using HomeAuth.App.Authentication;

namespace HomeAuth.App.Operations;

/// <summary>
/// What the connection doctor and a page that lost its connection ask: small, open to everybody, and telling nobody more than about themselves. Each household has
/// so many a minute, which no family of tabs needs.
/// </summary>
public static class ConnectionProbes
{
    /// <summary>The page of the doctor, and the beginning of the probes' addresses.</summary>
    public const string Path = "/help/connection";

    private static readonly TimeSpan SocketLife = TimeSpan.FromSeconds(3);

    // Longer than connection.js waits.
    private static readonly TimeSpan EventsLife = TimeSpan.FromSeconds(8);

    public static IServiceCollection AddConnectionProbes(this IServiceCollection services) => services.AddSingleton<ProbeLimiter>();

    public static void MapConnectionProbes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).AllowAnonymous().AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ProbeLimiter>()).ExcludeFromDescription();
        group.MapGet("/session", Session);
        group.MapGet("/events", EventsAsync);
        group.MapGet("/socket", SocketAsync);
    }

    // The plain request that must pass, whether the cookie is still good, and the clock.
    private static IResult Session(HttpContext context, TimeProvider time)
    {
        context.Response.Headers.CacheControl = "no-store";
        var session = context.ActiveToken() is not null ? "signed_in" : context.ClosedSession() is not null ? "closed" : "signed_out";
        return Results.Json(new { session, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    // An event passes if it comes before the stream ends: whatever collects answers until they are whole lets it through too late. nginx is told not to, as it may be.
    private static async Task EventsAsync(HttpContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await context.Response.WriteAsync("data: ok\n\n", cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            await Task.Delay(EventsLife, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The visitor has seen it, and left.
        }
    }

    private static async Task SocketAsync(HttpContext context, TimeProvider time)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.Request.IsSameOrigin())
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest ? StatusCodes.Status403Forbidden : StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var late = new CancellationTokenSource(SocketLife, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("ok"), WebSocketMessageType.Text, endOfMessage: true, end.Token);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, end.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The visitor has left, or does not say goodbye.
        }
    }
}
