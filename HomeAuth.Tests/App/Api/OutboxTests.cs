using System.Net.WebSockets;
using HomeAuth.App.Api.WebSocket;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>Who reads too slowly is cut off.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ClientWebSocket _unread = new();
    private int _overflows;

    [Theory]
    [Trait("HA", "215")]
    [InlineData(4096, 0)]
    [InlineData(4097, 1)]
    public void TooManyWaitingMessagesEndTheConnection(int messages, int overflows)
    {
        Fill(messages);
        Assert.Equal(overflows, _overflows);
    }

    [Theory]
    [Trait("HA", "215")]
    [InlineData(1024, 20, 0)]
    [InlineData(1025, 9, 0)]
    [InlineData(1025, 10, 1)]
    public void ALongPeakEndsTheConnection(int messages, int seconds, int overflows)
    {
        var outbox = Fill(messages);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        outbox.Add("one more");
        outbox.Add("nothing is counted after the end");
        Assert.Equal(overflows, _overflows);
    }

    public void Dispose() => _unread.Dispose();

    private Outbox Fill(int messages)
    {
        var outbox = new Outbox(_unread, _time, () => _overflows++);
        for (var message = 0; message < messages; message++)
        {
            outbox.Add("message");
        }

        return outbox;
    }
}
