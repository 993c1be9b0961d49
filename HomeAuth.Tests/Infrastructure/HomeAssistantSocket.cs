using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A program on the WebSocket API, at the level of frames.</summary>
public sealed class HomeAssistantSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _read = new();
    private int _id;

    public WebSocketState State => _socket.State;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Connects, before authentication.</summary>
    public static async Task<HomeAssistantSocket> OpenAsync(Uri server, string? origin = null, string? address = null)
    {
        var socket = new HomeAssistantSocket();
        if (origin is not null)
        {
            socket._socket.Options.SetRequestHeader("Origin", origin);
        }

        if (address is not null)
        {
            socket._socket.Options.SetRequestHeader(PretendedAddress.Header, address);
        }

        await socket._socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/api/websocket" }.Uri, CancellationToken.None);
        return socket;
    }

    /// <summary>Connects and authenticates.</summary>
    public static async Task<HomeAssistantSocket> ConnectAsync(Uri server, string accessToken, string? address = null)
    {
        var socket = await OpenAsync(server, address: address);
        await socket.SendAsync(new { type = "auth", access_token = accessToken });
        Assert.Equal("auth_required", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
        Assert.Equal("auth_ok", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
        return socket;
    }

    public Task SendAsync(object message) => SendTextAsync(message as string ?? JsonSerializer.Serialize(message));

    public Task SendTextAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendBytesAsync(byte[] bytes, WebSocketMessageType type) => _socket.SendAsync(bytes, type, true, CancellationToken.None);

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        while (_read.Count == 0)
        {
            if (await ReadFrameAsync() is not { } message)
            {
                return null;
            }

            foreach (var one in message.ValueKind == JsonValueKind.Array ? [.. message.EnumerateArray()] : new[] { message })
            {
                _read.Enqueue(one);
            }
        }

        return _read.Dequeue();
    }

    /// <summary>The next frame as it came, be it a message or an array of them; null when the server has closed.</summary>
    public async Task<JsonElement?> ReadFrameAsync()
    {
        using var whole = new MemoryStream();
        var chunk = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            try
            {
                part = await _socket.ReceiveAsync(chunk, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            whole.Write(chunk, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonDocument.Parse(whole.ToArray()).RootElement;
    }

    /// <summary>Gives a command and waits for its result; events that come first are kept for later.</summary>
    public async Task<JsonElement> CallAsync(string type, object? fields = null)
    {
        var id = await SendCommandAsync(type, fields);
        List<JsonElement> events = [];
        while (true)
        {
            var message = await ReadAsync() ?? throw new InvalidOperationException($"The server closed instead of answering {type}.");
            if (message.GetProperty("id").ValueKind == JsonValueKind.Number && message.GetProperty("id").GetInt32() == id
                && message.GetProperty("type").GetString() != "event")
            {
                events.ForEach(_read.Enqueue);
                return message;
            }

            events.Add(message);
        }
    }

    /// <summary>The result of a command that must succeed.</summary>
    public async Task<JsonElement> ResultAsync(string type, object? fields = null)
    {
        var answer = await CallAsync(type, fields);
        Assert.True(answer.GetProperty("success").GetBoolean(), answer.GetRawText());
        return answer.GetProperty("result");
    }

    /// <summary>The error code of a command that must fail.</summary>
    public async Task<string> ErrorAsync(string type, object? fields = null) => (await FailAsync(type, fields)).GetProperty("code").GetString()!;

    public async Task<JsonElement> FailAsync(string type, object? fields = null)
    {
        var answer = await CallAsync(type, fields);
        Assert.False(answer.GetProperty("success").GetBoolean(), answer.GetRawText());
        return answer.GetProperty("error");
    }

    /// <summary>The next event of a subscription.</summary>
    public async Task<JsonElement> EventAsync()
    {
        while (true)
        {
            var message = await ReadAsync() ?? throw new InvalidOperationException("The server closed instead of telling.");
            if (message.GetProperty("type").GetString() == "event")
            {
                return message.GetProperty("event");
            }
        }
    }

    public async Task<int> SendCommandAsync(string type, object? fields = null)
    {
        var command = fields is null
            ? []
            : JsonSerializer.SerializeToElement(fields).EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value);
        command["id"] = ++_id;
        command["type"] = type;
        await SendTextAsync(JsonSerializer.Serialize(command));
        return _id;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
