using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using HomeAuth.Core;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Whatever is sent over a socket: an error for that command and life goes on, or the end of the socket where it is no message at all.</summary>
public sealed class SocketAbuseTests
{
    private const string Deep = "50000 levels";

    // Valid JSON, each of it of no use to whoever asked for text, a number, a flag, a list or an object.
    private static readonly string[] Never =
    [
        "1e400", "-1e400", "99999999999999999999", "1.5", "[[\"x\"]]", "[1]", "[null]", "[\"\\u0000\"]", "[\"\\ud800\"]", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"",
        Deep,
    ];

    private static readonly string Tower = new string('[', 50_000) + new string(']', 50_000);

    [Fact]
    public async Task SamplesAreOfEachCommandAndEachOfItsKeys()
    {
        await using var house = await ApiHouse.OpenAsync();
        Surface.AssertComplete(
            [.. Surface.Commands(house.Server).SelectMany(command => command.Value.Keys.Except(["id", "type"]).Prepend("").Select(key => command.Key + " " + key))],
            [.. CommandSamples.All.SelectMany(command => command.Value.Select(sample => sample.Key).Prepend("").Select(key => command.Key + " " + key))]);
    }

    [Fact]
    public async Task CommandIsRefusedAndTheSocketLivesGivenAnyWrongValue()
    {
        await using var house = await ApiHouse.OpenAsync();
        await using var line = await Line.OpenAsync(house);
        foreach (var (command, samples) in CommandSamples.All)
        {
            foreach (var (key, sample) in samples)
            {
                var loose = CommandSamples.IsLoose(command, key);
                foreach (var value in Never.Concat(Wrong(command, key, sample)))
                {
                    await line.CheckAsync(command, [.. samples.Where(one => one.Key != key), (key, value)], loose ? null : true, loose || IsNumber(sample) ? null : "invalid_format");
                }

                await line.CheckAsync(command, [.. samples, (key, sample)], true, "invalid_format");
                if (CommandSamples.IsRequired(command, key))
                {
                    await line.CheckAsync(command, [.. samples.Where(one => one.Key != key)], true, "invalid_format");
                }
            }
        }

        house.Log.AssertClean();
    }

    [Fact]
    public async Task CommandIsRefusedAndTheSocketLivesGivenKeysThatItDoesNotKnow()
    {
        await using var house = await ApiHouse.OpenAsync();
        await using var line = await Line.OpenAsync(house);
        foreach (var (command, samples) in CommandSamples.All)
        {
            foreach (var key in new[] { "is_owner", "\\ud800", "\\udc00", "\\u0000", "\\u001b[31m\\r\\nFORGED", "", "__proto__", new string('k', 20_000) })
            {
                await line.CheckAsync(command, [.. samples, (key, "true")], true, "invalid_format");
            }

            await line.CheckAsync(command, [.. samples, ("x", Deep)], true, "invalid_format");
        }

        house.Log.AssertClean();
    }

    [Fact]
    public async Task MessageIsRefusedAndTheSocketLivesGivenAnOddIdOrType()
    {
        await using var house = await ApiHouse.OpenAsync();
        await using var line = await Line.OpenAsync(house);
        string[] messages =
        [
            "1", "null", "\"x\"", "{}", "[1]", "[[]]", "[null]", "[{}]", Tower, "{\"\\ud800\":1}",
            .. new[] { "0", "-1", "1.5", "1e400", "2147483648", "null", "\"7\"", "true", "[1]", "{}", "\"\\ud800\"" }.Select(id => $"{{\"id\":{id},\"type\":\"ping\"}}"),
            .. new[] { "1", "null", "[]", "\"\\ud800\"", "\"\\u0000\"", "\"no such command\"", $"\"{new string('t', 20_000)}\"", Tower }.Select(type => $"{{\"id\":1000,\"type\":{type}}}"),
            "{\"type\":\"ping\"}", "{\"id\":1000}", "{\"id\":1000,\"id\":1001,\"type\":\"ping\"}", "{\"id\":1000,\"type\":\"ping\",\"type\":\"ping\"}",
            $"{{\"id\":1000,\"type\":\"ping\",\"x\":\"{new string('x', 600_000)}\"}}",
        ];
        foreach (var message in messages)
        {
            await line.Socket.SendTextAsync(message);
            var answer = await line.ReadAsync();
            Assert.True(answer.GetProperty("type").GetString() == "result" && !answer.GetProperty("success").GetBoolean(), $"{Short(message)} was answered by {answer}");
            Assert.DoesNotContain("Unknown error", answer.ToString(), StringComparison.Ordinal);
            await line.PingAsync();
        }

        house.Log.AssertClean();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SocketEndsGivenWhatIsNoMessage(bool authenticated)
    {
        await using var house = await ApiHouse.OpenAsync();
        var access = await house.AccessAsync();
        (byte[] Bytes, WebSocketMessageType Type)[] violations =
        [
            ([0xff, 0xfe], WebSocketMessageType.Text), ([.. "{\"id\":1,\"type\":\""u8, 0xc3, 0x28, .. "\"}"u8], WebSocketMessageType.Text),
            ([.. "{\"id\":1,\"type\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8], WebSocketMessageType.Text),
            ([1, 2, 3], WebSocketMessageType.Binary), ([.. "{\"id\":1,\"type\":\"ping\"}"u8], WebSocketMessageType.Binary),
            ([], WebSocketMessageType.Text), ([.. "{\"id\":1,"u8], WebSocketMessageType.Text), ([.. "{'id':1}"u8], WebSocketMessageType.Text),
            ([.. "{\"id\":1,\"type\":\"ping\"}{"u8], WebSocketMessageType.Text), ([.. "{\"id\":NaN}"u8], WebSocketMessageType.Text), ([0], WebSocketMessageType.Text),
            (Encoding.ASCII.GetBytes(new string('[', 50_000)), WebSocketMessageType.Text),
        ];
        foreach (var (bytes, type) in violations)
        {
            await using var socket = authenticated
                ? await HomeAssistantSocket.ConnectAsync(house.Server.Address, access)
                : await HomeAssistantSocket.OpenAsync(house.Server.Address);
            if (!authenticated)
            {
                await socket.ReadAsync();
            }

            await socket.SendBytesAsync(bytes, type);
            Assert.Null(await socket.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        }

        house.Log.AssertClean();
    }

    [Fact]
    public async Task NobodyIsLetInGivenAnOddFirstMessage()
    {
        await using var house = await ApiHouse.OpenAsync();
        var access = await house.AccessAsync();
        string[] messages =
        [
            "1", "null", "[]", "{}", "{\"type\":\"auth\"}", "{\"type\":\"auth\",\"access_token\":null}", "{\"type\":\"auth\",\"access_token\":1}", "{\"type\":\"auth\",\"access_token\":\"\\ud800\"}",
            "{\"type\":\"auth\",\"access_token\":\"\\u0000\"}", $"{{\"type\":\"auth\",\"access_token\":\"{new string('x', 12_000)}\"}}",
            $"{{\"type\":\"auth\",\"access_token\":\"{access}\",\"access_token\":\"{access}\"}}", $"{{\"type\":\"auth\",\"access_token\":\"{access}\",\"api_password\":\"x\"}}",
            $"{{\"type\":\"auth\",\"access_token\":\"{access}\",\"\\ud800\":1}}", $"{{\"type\":\"auth\",\"access_token\":\"{access}\",\"is_owner\":true}}",
            $"{{\"type\":\"ping\",\"access_token\":\"{access}\"}}", $"[{{\"type\":\"auth\",\"access_token\":\"{access}\"}}]",
        ];
        foreach (var message in messages)
        {
            await using var socket = await HomeAssistantSocket.OpenAsync(house.Server.Address);
            await socket.ReadAsync();
            await socket.SendTextAsync(message);
            Assert.Equal("auth_invalid", (await socket.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30)))?.GetProperty("type").GetString());
            Assert.Null(await socket.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        }

        house.Log.AssertClean();
    }

    // PostgreSQL keeps no NUL, no half of a surrogate pair, and no text longer than its column.
    [Theory]
    [DatabaseData]
    public async Task WhatIsKeptCanBeReadAgainAndTheRestIsRefused(DatabaseProvider provider)
    {
        await using var house = await ApiHouse.OpenAsync(provider: provider);
        await using var line = await Line.OpenAsync(house);
        string[] odd = ["\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", $"\"{new string('x', 9_999)}\"", $"\"{string.Concat(Enumerable.Repeat("ü", 300))}\"", "\"\\u202e\\u0085\"", "-1", "1e400"];
        foreach (var value in odd)
        {
            foreach (var (command, samples) in CommandSamples.All.Where(command => !command.Key.StartsWith("subscribe", StringComparison.Ordinal)))
            {
                foreach (var (key, _) in samples)
                {
                    await line.CheckAsync(command, [.. samples.Where(one => one.Key != key), (key, value)], null, null);
                }
            }

            foreach (var command in new[] { "frontend/get_user_data", "auth/refresh_tokens", "config/auth/list", "person/list", "get_states" })
            {
                await line.CheckAsync(command, [], false, null);
            }

            await line.CheckAsync("frontend/get_system_data", [("key", "\"k\"")], false, null);
        }

        house.Log.AssertClean();
    }

    // Right for another kind of key.
    private static IEnumerable<string> Wrong(string command, string key, string sample) =>
        from value in new[] { "\"x\"", "1", "true", "[]", "{}", "null", $"\"{new string('x', 20_000)}\"", "-1", "2147483647", Many }
        where Kind(value) != Kind(sample) || value == Many || value.Length > 10_000 || (IsNumber(sample) && value is "-1" or "2147483647")
        where value != "null" || !CommandSamples.IsNullable(command, key)
        // Home Assistant's word for never.
        where (key, value) is not ("login_attempts_threshold", "-1")
        select value;

    private static readonly string Many = $"[{string.Join(',', Enumerable.Repeat("\"x\"", 1001))}]";

    private static JsonValueKind Kind(string json) =>
        JsonDocument.Parse(json).RootElement.ValueKind is var kind and not JsonValueKind.False ? kind : JsonValueKind.True;

    private static bool IsNumber(string sample) => Kind(sample) == JsonValueKind.Number;

    private static string Short(string text) => text.Length <= 200 ? text : text[..200];

    /// <summary>A socket of the owner, spoken to in raw JSON.</summary>
    private sealed class Line(HomeAssistantSocket socket) : IAsyncDisposable
    {
        private int _id;

        public HomeAssistantSocket Socket => socket;

        public static async Task<Line> OpenAsync(ApiHouse house) =>
            new(await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync()));

        public async Task<JsonElement> ReadAsync() =>
            await socket.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new InvalidOperationException("The server closed.");

        /// <summary>Gives a command, expects its own answer, and that the socket answers afterwards.</summary>
        public async Task CheckAsync(string command, IReadOnlyList<(string Key, string Json)> fields, bool? fails, string? code)
        {
            var id = ++_id;
            var message = $"{{\"id\":{id},\"type\":\"{command}\"{string.Concat(fields.Select(field => $",\"{field.Key}\":{(field.Json == Deep ? Tower : field.Json)}"))}}}";
            await socket.SendTextAsync(message);
            // Too deep is not read, so nobody knows which command it was.
            var tooDeep = fields.Any(field => field.Json == Deep);
            var answer = await AnswerAsync(tooDeep ? null : id, message);
            var failed = answer.GetProperty("type").GetString() == "result" && !answer.GetProperty("success").GetBoolean();
            Assert.True(tooDeep ? failed : fails is not { } expected || failed == expected, $"{Short(message)} was answered by {Short(answer.GetRawText())}");
            if (failed)
            {
                var error = answer.GetProperty("error");
                Assert.True(error.GetProperty("message").GetString() != "Unknown error", $"{Short(message)} met a defect");
                Assert.True(code is null || code == error.GetProperty("code").GetString(), $"{Short(message)} was answered by {Short(answer.GetRawText())}");
            }

            await PingAsync();
        }

        public async Task PingAsync()
        {
            var id = ++_id;
            await socket.SendTextAsync($"{{\"id\":{id},\"type\":\"ping\"}}");
            Assert.Equal("pong", (await AnswerAsync(id, "ping")).GetProperty("type").GetString());
        }

        public ValueTask DisposeAsync() => socket.DisposeAsync();

        private async Task<JsonElement> AnswerAsync(int? id, string message)
        {
            while (true)
            {
                var answer = await ReadAsync();
                if (answer.GetProperty("type").GetString() != "event")
                {
                    Assert.True(id == (answer.GetProperty("id") is { ValueKind: JsonValueKind.Number } given ? given.GetInt32() : null), $"{Short(message)} was answered by {Short(answer.GetRawText())}");
                    return answer;
                }
            }
        }
    }
}
