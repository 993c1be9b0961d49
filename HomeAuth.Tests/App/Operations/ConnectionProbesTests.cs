using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Operations;

public sealed class ConnectionProbesTests
{
    [Fact]
    public async Task SessionTellsWhoAsksWhetherTheirCookieIsGood()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        Assert.Equal("signed_out", await SessionAsync(client));
        (await client.SignInAsync()).Dispose();
        Assert.Equal("signed_in", await SessionAsync(client));
    }

    [Fact]
    public async Task ProbesAnswerOnceAndEnd()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = HouseServer.Started(time: time);
        using var client = server.Client();
        using (var events = await client.GetAsync("/help/connection/events", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal("text/event-stream", events.Content.Headers.ContentType!.MediaType);
            using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
            Assert.Equal("data: ok", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Equal("", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            // The stream is still open: an event that only comes at its end has not passed.
            var more = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            Assert.False(more.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(8));
            Assert.Null(await more);
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/help/connection/socket" }.Uri, TestContext.Current.CancellationToken);
        var buffer = new byte[16];
        var message = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("ok", Encoding.ASCII.GetString(buffer, 0, message.Count));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).MessageType);
    }

    [Fact]
    public async Task SocketIsClosedOnWhoeverSaysNoGoodbyeAndClosedToOtherOrigins()
    {
        await using var server = await HouseServer.ClaimedAsync();
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/help/connection/socket" }.Uri;
        using var foreign = new ClientWebSocket();
        foreign.Options.SetRequestHeader("Origin", "https://evil.test");
        await Assert.ThrowsAsync<WebSocketException>(() => foreign.ConnectAsync(address, TestContext.Current.CancellationToken));

        using var tcp = new System.Net.Sockets.TcpClient("127.0.0.1", server.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /help/connection/socket HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        // Reads to the end without ever answering; the house hangs up, as rudely as it was treated.
        var received = new MemoryStream();
        await Record.ExceptionAsync(() => stream.CopyToAsync(received, TestContext.Current.CancellationToken));
        Assert.False(TestContext.Current.CancellationToken.IsCancellationRequested);
        Assert.Contains("101 Switching Protocols", Encoding.ASCII.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneHouseholdAsksSoOftenAndAnotherIsNotHeldUp()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 260; i++)
        {
            using var answer = await AskAsync(client, $"2001:db8:0:1::{i:x}");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(240, answers.TakeWhile(status => status == HttpStatusCode.OK).Count());
        Assert.All(answers.Skip(240), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        using var neighbour = await AskAsync(client, "2001:db8:0:2::1");
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);
        using var page = await client.GetAsync("/help/connection");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/help/connection/session");
        request.Headers.Add(PretendedAddress.Header, address);
        return client.SendAsync(request);
    }

    private static async Task<string?> SessionAsync(HttpClient client) =>
        JsonDocument.Parse(await client.GetStringAsync("/help/connection/session")).RootElement.GetProperty("session").GetString();
}
