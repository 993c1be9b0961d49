using System.Net.WebSockets;
using System.Text.Json;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>Reads whole messages from a socket, up to a size: a stranger has nothing to send but an access token.</summary>
internal sealed class MessageReader(System.Net.WebSockets.WebSocket socket)
{
    private const int LargestOfStrangers = 16 * 1024;
    private const int LargestOfPeople = 512 * 1024;

    private readonly byte[] _chunk = new byte[8 * 1024];
    private int _largest = LargestOfStrangers;

    /// <summary>The other side has proved who it is.</summary>
    public void Trust() => _largest = LargestOfPeople;

    public async Task<Message> ReadAsync(CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var tooLarge = false;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(_chunk.AsMemory(), cancellationToken);
            }
            catch (Exception error) when (error is OperationCanceledException or WebSocketException)
            {
                return Message.End.Instance;
            }

            if (part.MessageType != WebSocketMessageType.Text)
            {
                return Message.End.Instance;
            }

            tooLarge |= whole.Length + part.Count > _largest;
            if (!tooLarge)
            {
                whole.Write(_chunk, 0, part.Count);
            }

            if (part.EndOfMessage)
            {
                return tooLarge ? Message.TooLarge.Instance : Parse(whole.ToArray());
            }
        }
    }

    // Like Home Assistant: what is not JSON ends the connection.
    private static Message Parse(byte[] text)
    {
        try
        {
            return WireJson.IsTooDeep(text)
                ? Message.TooLarge.Instance
                : new Message.Json(JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }).RootElement);
        }
        catch (JsonException)
        {
            return Message.End.Instance;
        }
    }
}

/// <summary>What came from the other side; a closed set of records.</summary>
internal abstract record Message
{
    /// <summary>Something in JSON.</summary>
    public sealed record Json(JsonElement Content) : Message;

    /// <summary>More than is read.</summary>
    public sealed record TooLarge : Message
    {
        public static readonly TooLarge Instance = new();
    }

    /// <summary>Nothing more will come, or nothing that could be understood.</summary>
    public sealed record End : Message
    {
        public static readonly End Instance = new();
    }
}
