using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>Home Assistant's own assertions about the socket and the auth commands; the trait is the line of the checklist.</summary>
public sealed class WebSocketContractTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HouseServer _server = default!;
    private HttpClient _client = default!;
    private string _ownerId = "";

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync(_time);
        _client = _server.Client();
        _ownerId = await _server.OwnerIdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("HA", "204")]
    public async Task APageOfAnyOriginMayConnectWithAToken()
    {
        var (access, _, _) = await _server.TokensOfAsync(_ownerId);
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address, "https://dashboard.example");
        var hello = (await socket.ReadAsync())!.Value;
        Assert.Equal("auth_required", hello.GetProperty("type").GetString());
        Assert.Equal("2026.9.0", hello.GetProperty("ha_version").GetString());
        await socket.SendAsync(new { type = "auth", access_token = access });
        Assert.Equal("auth_ok", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
    }

    [Theory]
    [Trait("HA", "204")]
    [Trait("HA", "205")]
    [Trait("HA", "206")]
    [InlineData("""{"type":"auth","access_token":"wrong"}""", "Invalid access token or password")]
    [InlineData("""{"type":"auth","api_password":"wrong"}""", "Invalid access token or password")]
    [InlineData("""{"type":"auth"}""", "Invalid access token or password")]
    [InlineData("""{"type":"ping","id":1}""", "Auth message incorrectly formatted: ")]
    [InlineData("""{"type":"auth","access_token":"x","more":1}""", "Auth message incorrectly formatted: ")]
    [InlineData("""["auth"]""", "Auth message incorrectly formatted: ")]
    public async Task WhoDoesNotProveAnythingIsToldAndClosed(string message, string expected)
    {
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address);
        await socket.ReadAsync();
        await socket.SendTextAsync(message);
        var answer = (await socket.ReadAsync())!.Value;
        Assert.Equal("auth_invalid", answer.GetProperty("type").GetString());
        Assert.StartsWith(expected, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Null(await socket.ReadAsync());
    }

    [Fact]
    public async Task WhoSaysNothingForTenSecondsIsClosed()
    {
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address);
        await socket.ReadAsync();
        var closed = socket.ReadAsync();
        while (!closed.IsCompleted)
        {
            // The server's timer starts some time after its greeting is here.
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(closed, Task.Run(() => { }));
        }

        Assert.Null(await closed);
    }

    [Fact]
    [Trait("HA", "207")]
    public async Task ADisabledPersonIsNotLetIn()
    {
        var userId = await _server.AddUserAsync("berta");
        var (access, _, _) = await _server.TokensOfAsync(userId);
        await RunAsync(db => db.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false)));
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address);
        await socket.ReadAsync();
        await socket.SendAsync(new { type = "auth", access_token = access });
        Assert.Equal("auth_invalid", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
    }

    [Fact]
    [Trait("HA", "208")]
    [Trait("HA", "210")]
    [Trait("HA", "212")]
    public async Task MessagesThatAreNoCommandsAreAnsweredAndTheSocketLives()
    {
        await using var socket = await OwnerAsync();
        foreach (var (message, code, id) in new (string, string, int?)[]
        {
            ("""{"type":"ping"}""", "invalid_format", null),
            ("""{"id":"7","type":"ping"}""", "invalid_format", null),
            ("""{"id":true,"type":"ping"}""", "invalid_format", null),
            ("""{"id":0,"type":"ping"}""", "invalid_format", 0),
            ("7", "invalid_format", 0),
            ("""{"id":5,"type":"nothing/such"}""", "unknown_command", 5),
            ("""{"id":5,"type":"auth/sign_path","path":7}""", "invalid_format", 5),
        })
        {
            await socket.SendTextAsync(message);
            var answer = (await socket.ReadAsync())!.Value;
            Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetString());
            Assert.Equal(id, answer.GetProperty("id").ValueKind == JsonValueKind.Null ? null : answer.GetProperty("id").GetInt32());
        }

        await socket.SendTextAsync("""{"id":5,"type":"ping"}""");
        Assert.Equal("id_reuse", (await socket.ReadAsync())!.Value.GetProperty("error").GetProperty("code").GetString());
        await socket.SendTextAsync("""[{"id":6,"type":"ping"},{"id":7,"type":"ping"}]""");
        Assert.Equal("""{"id":6,"type":"pong"}""", (await socket.ReadAsync())!.Value.GetRawText());
        Assert.Equal("""{"id":7,"type":"pong"}""", (await socket.ReadAsync())!.Value.GetRawText());
    }

    [Theory]
    [Trait("HA", "209")]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task WhatIsNotJsonEndsTheConnection(WebSocketMessageType type)
    {
        await using var socket = await OwnerAsync();
        await socket.SendBytesAsync("{not json"u8.ToArray(), type);
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task AnswersComeInArraysGivenTheClientTakesThem(int coalesces)
    {
        await using var socket = await OwnerAsync();
        await socket.ResultAsync("supported_features", new { features = new { coalesce_messages = coalesces } });
        await socket.SendTextAsync("[" + string.Join(',', Enumerable.Range(2, 1000).Select(id => $$"""{"id":{{id}},"type":"ping"}""")) + "]");
        var (ids, arrays) = (new List<int>(), 0);
        while (ids.Count < 1000)
        {
            var frame = (await socket.ReadFrameAsync())!.Value;
            arrays += frame.ValueKind == JsonValueKind.Array ? 1 : 0;
            ids.AddRange(frame.ValueKind == JsonValueKind.Array
                ? frame.EnumerateArray().Select(message => message.GetProperty("id").GetInt32())
                : [frame.GetProperty("id").GetInt32()]);
        }

        Assert.Equal(Enumerable.Range(2, 1000), ids);
        Assert.Equal(coalesces > 0, arrays > 0);
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "invalid_format")]
    public async Task MoreThanAHundredFeaturesAreRefused(int features, string? code)
    {
        await using var socket = await OwnerAsync();
        var answer = await socket.CallAsync("supported_features", new { features = Enumerable.Range(0, features).ToDictionary(number => $"f{number}", number => number) });
        Assert.Equal(code, answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null);
    }

    [Theory]
    [InlineData(16 * 1024, true)]
    [InlineData((16 * 1024) + 1, false)]
    public async Task AStrangersMessageIsReadUpToTheSizeThatATokenMayHave(int bytes, bool read)
    {
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address);
        await socket.ReadAsync();
        await socket.SendTextAsync($$"""{"type":"auth","access_token":"{{(await _server.TokensOfAsync(_ownerId)).Access}}"}""".PadRight(bytes));
        Assert.Equal(read ? "auth_ok" : null, (await socket.ReadAsync())?.GetProperty("type").GetString());
        if (read)
        {
            await socket.SendTextAsync("""{"id":1,"type":"ping"}""".PadRight(512 * 1024));
            Assert.Equal("pong", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task AHouseholdHasAHundredSocketsOfStrangersAndAsManyOfPeopleAsItLikes()
    {
        List<HomeAssistantSocket> sockets = [];
        try
        {
            for (var number = 0; number < 100; number++)
            {
                sockets.Add(await EnterAsync($"2001:db8:1:2::{number}"));
            }

            await Assert.ThrowsAsync<WebSocketException>(() => EnterAsync("2001:db8:1:2::ffff"));
            sockets.Add(await EnterAsync("2001:db8:1:3::1"));
            // Who has proved who they are counts no more, and neither does who has gone.
            await sockets[0].SendAsync(new { type = "auth", access_token = (await _server.TokensOfAsync(_ownerId)).Access });
            Assert.Equal("auth_ok", (await sockets[0].ReadAsync())!.Value.GetProperty("type").GetString());
            sockets.Add(await EnterAsync("2001:db8:1:2::ffff"));
            await Assert.ThrowsAsync<WebSocketException>(() => EnterAsync("2001:db8:1:2::ffff"));
            await sockets[1].SendTextAsync("no JSON");
            Assert.Null(await sockets[1].ReadAsync());
            await sockets[1].DisposeAsync();
            sockets.Add(await EnterSoonAsync("2001:db8:1:2::ffff"));
        }
        finally
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }

        async Task<HomeAssistantSocket> EnterAsync(string address)
        {
            var socket = await HomeAssistantSocket.OpenAsync(_server.Address, address: address);
            await socket.ReadAsync();
            return socket;
        }

        async Task<HomeAssistantSocket> EnterSoonAsync(string address)
        {
            while (true)
            {
                try
                {
                    return await EnterAsync(address);
                }
                catch (WebSocketException)
                {
                    // The server's end of the one that has gone is still being cleared away.
                    await Task.Delay(1);
                }
            }
        }
    }

    [Fact]
    public async Task SocketsOfThisMachineAreNotCounted()
    {
        List<HomeAssistantSocket> sockets = [];
        for (var number = 0; number < 101; number++)
        {
            sockets.Add(await HomeAssistantSocket.OpenAsync(_server.Address));
        }

        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    [Trait("HA", "54")]
    public async Task TheCurrentUserIsTold()
    {
        await using var socket = await OwnerAsync();
        var user = await socket.ResultAsync("auth/current_user");
        Assert.Equal(
            $$"""{"id":"{{_ownerId}}","name":"Anna Muster","is_owner":true,"is_admin":true,"credentials":[{"auth_provider_type":"homeassistant","auth_provider_id":null}],"mfa_modules":[{"id":"totp","name":"Authenticator app","enabled":false}]}""",
            user.GetRawText());
    }

    [Fact]
    [Trait("HA", "55")]
    [Trait("HA", "83")]
    [Trait("HA", "88")]
    [Trait("HA", "89")]
    public async Task ALongLivedTokenHasAnOwnNameAndLife()
    {
        await using var socket = await OwnerAsync();
        var first = (await socket.ResultAsync("auth/long_lived_access_token", new { lifespan = 300, client_name = "Node" })).GetString()!;
        var claims = JsonSerializer.Deserialize<JsonElement>(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(first.Split('.')[1]));
        Assert.Equal(300 * 24 * 3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsAsync(first)).StatusCode);
        Assert.Equal("unknown_error", await socket.ErrorAsync("auth/long_lived_access_token", new { lifespan = 1, client_name = "Node" }));

        var row = (await socket.ResultAsync("auth/refresh_tokens")).EnumerateArray().Single(token => token.GetProperty("type").GetString() == "long_lived_access_token");
        Assert.Equal(JsonValueKind.Null, row.GetProperty("client_id").ValueKind);
        Assert.Equal("Node", row.GetProperty("client_name").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("client_icon").ValueKind);
        await socket.ResultAsync("auth/delete_refresh_token", new { refresh_token_id = row.GetProperty("id").GetString() });
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsAsync(first)).StatusCode);

        var second = (await socket.ResultAsync("auth/long_lived_access_token", new { lifespan = 1, client_name = "Node", client_icon = "mdi:robot" })).GetString()!;
        _time.Jump(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsAsync(second)).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsAsync(second)).StatusCode);
    }

    [Fact]
    [Trait("HA", "56")]
    [Trait("HA", "57")]
    [Trait("HA", "58")]
    [Trait("HA", "65")]
    [Trait("HA", "66")]
    public async Task TokensAreListedExpiredAndDeletedByTheirPersonAlone()
    {
        var berta = await _server.AddUserAsync("berta");
        var (_, _, bertas) = await _server.TokensOfAsync(berta);
        await using var socket = await OwnerAsync();
        var own = Assert.Single((await socket.ResultAsync("auth/refresh_tokens")).EnumerateArray());
        Assert.True(own.GetProperty("is_current").GetBoolean());
        Assert.Equal("normal", own.GetProperty("type").GetString());
        Assert.Equal("homeassistant", own.GetProperty("auth_provider_type").GetString());
        Assert.Equal("2026-05-30T12:00:00.000000+00:00", own.GetProperty("expire_at").GetString());

        var id = own.GetProperty("id").GetString();
        await socket.ResultAsync("auth/refresh_token_set_expiry", new { refresh_token_id = id, enable_expiry = false });
        Assert.Equal(JsonValueKind.Null, (await socket.ResultAsync("auth/refresh_tokens"))[0].GetProperty("expire_at").ValueKind);
        await socket.ResultAsync("auth/refresh_token_set_expiry", new { refresh_token_id = id, enable_expiry = true });
        Assert.Equal(JsonValueKind.String, (await socket.ResultAsync("auth/refresh_tokens"))[0].GetProperty("expire_at").ValueKind);

        foreach (var foreign in new[] { bertas, "nothing" })
        {
            Assert.Equal("invalid_token_id", await socket.ErrorAsync("auth/refresh_token_set_expiry", new { refresh_token_id = foreign, enable_expiry = false }));
            Assert.Equal("invalid_token_id", await socket.ErrorAsync("auth/delete_refresh_token", new { refresh_token_id = foreign }));
        }

        // The answer to its own end still arrives, then the socket closes, and nothing of it is good any more.
        Assert.Equal("{}", (await socket.ResultAsync("auth/delete_refresh_token", new { refresh_token_id = id })).GetRawText());
        Assert.Null(await socket.ReadAsync());
    }

    [Theory]
    [Trait("HA", "59")]
    [Trait("HA", "60")]
    [Trait("HA", "61")]
    [Trait("HA", "62")]
    [InlineData(null, true, 0, 0, true)]
    [InlineData("long_lived_access_token", true, 2, 0, false)]
    [InlineData("normal", true, 0, 1, true)]
    [InlineData(null, false, 1, 0, false)]
    public async Task AllTokensOfAKindCanBeDeleted(string? type, bool current, int normalLeft, int longLivedLeft, bool closes)
    {
        await _server.TokensOfAsync(_ownerId);
        await using var socket = await OwnerAsync();
        await socket.ResultAsync("auth/long_lived_access_token", new { lifespan = 1, client_name = "Node" });
        Dictionary<string, object> fields = new() { ["delete_current_token"] = current };
        if (type is not null)
        {
            fields["token_type"] = type;
        }

        await socket.ResultAsync("auth/delete_all_refresh_tokens", fields);
        Assert.Equal(normalLeft, await RunAsync(db => db.RefreshTokens.CountAsync(token => token.TokenType == TokenType.Normal)));
        Assert.Equal(longLivedLeft, await RunAsync(db => db.RefreshTokens.CountAsync(token => token.TokenType == TokenType.LongLivedAccessToken)));
        if (closes)
        {
            Assert.Null(await socket.ReadAsync());
        }
        else
        {
            await socket.CallAsync("ping");
        }
    }

    [Fact]
    public async Task ARevokedTokensSocketIsClosedAtOnceAndItsReturnIsRefused()
    {
        var (access, refresh, _) = await _server.TokensOfAsync(_ownerId);
        await using var socket = await HomeAssistantSocket.ConnectAsync(_server.Address, access);
        await socket.ResultAsync("subscribe_events");
        await _client.PostAsync("/auth/revoke", new FormUrlEncodedContent([new("token", refresh)]));
        Assert.Null(await socket.ReadAsync());
        await using var again = await HomeAssistantSocket.OpenAsync(_server.Address);
        await again.ReadAsync();
        await again.SendAsync(new { type = "auth", access_token = access });
        Assert.Equal("auth_invalid", (await again.ReadAsync())!.Value.GetProperty("type").GetString());
    }

    [Fact]
    [Trait("HA", "64")]
    [Trait("HA", "161")]
    [Trait("HA", "162")]
    public async Task ASignedPathWorksForItsAddressAlone()
    {
        var (access, refresh, _) = await _server.TokensOfAsync(_ownerId);
        await using var socket = await HomeAssistantSocket.ConnectAsync(_server.Address, access);
        var signed = (await socket.ResultAsync("auth/sign_path", new { path = "/api/states?b=2&a=%20x&width=1", expires = 60 })).GetProperty("path").GetString()!;
        Assert.StartsWith("/api/states?b=2&a=%20x&authSig=", signed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(signed)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(signed + "&width=7&height=9")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, signed))).StatusCode);
        foreach (var other in new[] { signed.Replace("states", "services", StringComparison.Ordinal), signed.Replace("b=2", "b=3", StringComparison.Ordinal), signed + "&c=1" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(other)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.PostAsync(signed.Replace("/api/states", "/api/onboarding/analytics", StringComparison.Ordinal), null)).StatusCode);
        var signature = signed[(signed.IndexOf("authSig=", StringComparison.Ordinal) + 8)..];
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsAsync(signature)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/?authSig=" + access)).StatusCode);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(signed)).StatusCode);

        var fresh = (await socket.ResultAsync("auth/sign_path", new { path = "/api/" })).GetProperty("path").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(fresh)).StatusCode);
        await _client.PostAsync("/auth/revoke", new FormUrlEncodedContent([new("token", refresh)]));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync(fresh)).StatusCode);
    }

    [Theory]
    [Trait("HA", "155")]
    [Trait("HA", "156")]
    [Trait("HA", "157")]
    [Trait("HA", "158")]
    [Trait("HA", "159")]
    [InlineData("X-HA-Access", "{0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("Authorization", "BEARER {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("Authorization", "Basic aG9tZWFzc2lzdGFudDp4")]
    [InlineData("Cookie", "homeauth.session={0}")]
    public async Task OnlyABearerTokenLetsAProgramIn(string header, string value)
    {
        var (access, _, _) = await _server.TokensOfAsync(_ownerId);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/?api_password=x");
        request.Headers.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, access));
        var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("401: Unauthorized", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task ABrowsersSessionOpensNothingForPrograms()
    {
        await _client.SignInAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/nothing")).StatusCode);
    }

    [Fact]
    [Trait("HA", "209")]
    public async Task SocketsAreClosedWhenTheProgramStops()
    {
        await using var socket = await OwnerAsync();
        var stopping = Task.Run(async () => await _server.DisposeAsync());
        Assert.Null(await socket.ReadAsync());
        await stopping;
    }

    [Fact]
    public async Task StrangersSocketsAreClosedWhenTheProgramStops()
    {
        await using var socket = await HomeAssistantSocket.OpenAsync(_server.Address);
        await socket.ReadAsync();
        // By our clock the ten seconds for a token are never over.
        var stopping = Task.Run(async () => await _server.DisposeAsync());
        Assert.Null(await socket.ReadAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        await stopping;
    }

    private async Task<HomeAssistantSocket> OwnerAsync() =>
        await HomeAssistantSocket.ConnectAsync(_server.Address, (await _server.TokensOfAsync(_ownerId)).Access);

    private async Task<T> RunAsync<T>(Func<HomeAuthDb, Task<T>> read)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<HomeAuthDb>());
    }
}
