using System.Net.WebSockets;
using HomeAuth.App.Api.WebSocket;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>Who reads too slowly is cut off.</summary>
public sealed class OutboxTests : IDisposable
{
    private static readonly string Megabyte = new('x', 1024 * 1024);
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

    [Fact]
    public void TooManyWaitingCharactersEndTheConnectionButNotOneLargeAnswerAlone()
    {
        var outbox = Fill(0);
        outbox.Add(new string('x', 20_000_000));
        for (var megabyte = 0; megabyte < 8; megabyte++)
        {
            outbox.Add(Megabyte);
        }

        Assert.Equal(0, _overflows);
        outbox.Add("x");
        Assert.Equal(1, _overflows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasSentCountsNoMore(bool coalesces)
    {
        using var sent = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(sent, new WebSocketCreationOptions { IsServer = true });
        using var outbox = new Outbox(socket, _time, () => _overflows++) { Coalesces = coalesces };
        var sending = outbox.RunAsync(CancellationToken.None);
        for (var round = 0; round < 4; round++)
        {
            for (var megabyte = 0; megabyte < 4; megabyte++)
            {
                outbox.Add(Megabyte);
            }

            while (_overflows == 0 && sent.Length < (round + 1) * 4L * Megabyte.Length)
            {
                await Task.Delay(1);
            }
        }

        outbox.Close();
        await sending;
        Assert.Equal(0, _overflows);
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
