using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>A program that stands on home-assistant-js-websocket, unmodified: <c>haws.mjs</c>.</summary>
internal sealed class Dashboard : IAsyncDisposable
{
    public const string ClientId = "http://dashboard.test/";

    private Dashboard(NodeProgram program) => Program = program;

    public NodeProgram Program { get; }

    public static async Task<Dashboard> StartAsync(NodePackages node, HouseServer house) =>
        new(await node.RunAsync("haws.mjs", house.Address.GetLeftPart(UriPartial.Authority)));

    /// <summary>One that has signed in and is connected.</summary>
    public static async Task<Dashboard> ConnectedAsync(NodePackages node, HouseServer house, string username = "anna")
    {
        var dashboard = await StartAsync(node, house);
        await dashboard.SignInAsync(house, username);
        await dashboard.DoAsync("connect");
        return dashboard;
    }

    public async Task<JsonElement> SignInAsync(HouseServer house, string username = "anna") =>
        await DoAsync("signIn", new { clientId = ClientId, authCode = await ApiSignIn.CodeAsync(house, ClientId, username: username) });

    /// <summary>Does one of the acts of <c>haws.mjs</c>.</summary>
    /// <returns>Its result; undefined when it has none.</returns>
    public async Task<JsonElement> DoAsync(string act, object? fields = null)
    {
        var answer = await AnswerAsync(act, fields);
        Assert.False(answer.TryGetProperty("error", out var error), $"{act} failed: {error}");
        return answer.TryGetProperty("result", out var result) ? result : default;
    }

    /// <summary>Does an act that must fail.</summary>
    /// <returns>The library's name of the error, or the server's code.</returns>
    public async Task<string?> FailsAsync(string act, object? fields = null)
    {
        var answer = await AnswerAsync(act, fields);
        return answer.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    /// <summary>Sends a command of the WebSocket API.</summary>
    public Task<JsonElement> SendAsync(object command) => DoAsync("send", new { command });

    /// <summary>Waits for the value of a subscription.</summary>
    public async Task<JsonElement> ExpectAsync(string subscription, Func<JsonElement, bool>? matches = null) =>
        (await Program.ExpectAsync(subscription, message => matches?.Invoke(message.GetProperty("value")) != false)).GetProperty("value");

    /// <summary>Waits until the library gives the connection up, and returns the reason.</summary>
    public async Task<string?> SignedOutAsync()
    {
        await Program.ExpectAsync("disconnected");
        return (await Program.ExpectAsync("reconnect-error")).GetProperty("error").GetString();
    }

    public async Task<string> OwnTokenIdAsync() =>
        (await SendAsync(new { type = "auth/refresh_tokens" })).EnumerateArray().Single(token => token.GetProperty("is_current").GetBoolean()).GetProperty("id").GetString()!;

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    private async Task<JsonElement> AnswerAsync(string act, object? fields)
    {
        var line = fields is null ? [] : JsonSerializer.SerializeToNode(fields)!.AsObject();
        line["act"] = act;
        await Program.TellAsync(line);
        return await Program.ExpectAsync("answer", answer => answer.GetProperty("act").GetString() == act);
    }
}
