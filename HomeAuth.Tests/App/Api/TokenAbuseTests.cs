using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using HomeAuth.App.Operations;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>Codes and tokens in the wrong hands, and apps that do not give up.</summary>
public sealed class TokenAbuseTests(ITestOutputHelper output)
{
    private const string Home = "203.0.113.7";

    [Fact]
    public async Task CodeIsExchangedOnceGivenTwentyAtTheSameTime()
    {
        await using var house = await ApiHouse.OpenAsync();
        using var client = house.Server.Client();
        var code = await client.CodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.RedeemAsync(code)));

        var winner = await Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK).JsonAsync();
        foreach (var loser in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await AssertRefusedAsync(loser, "invalid_request");
        }

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsAsync(winner.GetProperty("access_token").GetString()!)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(winner.GetProperty("refresh_token").GetString()!)).StatusCode);
        house.Log.AssertClean();
    }

    [Theory]
    [InlineData(Home, 9, true)]
    [InlineData(Home, 10, false)]
    [InlineData("203.0.113.8", 0, false)]
    public async Task CodeUsedAgainFromElsewhereOrLaterEndsItsTokens(string address, int seconds, bool survives)
    {
        var time = Clock();
        await using var house = await ApiHouse.OpenAsync(time);
        using var client = house.ClientAt(Home);
        var code = await client.CodeAsync();
        var tokens = await (await client.RedeemAsync(code)).JsonAsync();
        time.Advance(TimeSpan.FromSeconds(seconds));
        using var other = house.ClientAt(address);

        await AssertRefusedAsync(await other.RedeemAsync(code), "invalid_request");

        using var request = await client.GetAsAsync(tokens.GetProperty("access_token").GetString()!);
        Assert.Equal(survives ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, request.StatusCode);
        using var refresh = await client.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);
        Assert.Equal(survives ? HttpStatusCode.OK : HttpStatusCode.BadRequest, refresh.StatusCode);
    }

    [Fact]
    public async Task ForgedAccessTokenOpensNoDoor()
    {
        var time = Clock();
        await using var house = await ApiHouse.OpenAsync(time);
        using var client = house.Server.Client();
        var ownerId = await house.Server.OwnerIdAsync();
        var (access, refresh, tokenId) = await house.Server.TokensOfAsync(ownerId);
        var (_, _, otherId) = await house.Server.TokensOfAsync(ownerId);
        var (key, otherKey) = (await KeyAsync(house, tokenId), await KeyAsync(house, otherId));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, access);
        var signed = (await socket.ResultAsync("auth/sign_path", new { path = "/api/", expires = 3600 })).GetProperty("path").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(signed)).StatusCode);

        // The forger's own work is good, so that what is refused below is refused for its one fault.
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsAsync(Jwt.Make(key, tokenId, now, now + 60))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsAsync(Jwt.Make(key, tokenId, now - 100, now - 9))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsAsync(Jwt.Make(key, tokenId, now + 10, now + 60))).StatusCode);
        var parts = access.Split('.');
        Dictionary<string, string> forged = new()
        {
            ["no signature, alg none"] = $"{Jwt.Part("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["alg None with the right signature"] = $"{Jwt.Part("""{"alg":"None","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["two parts"] = $"{parts[0]}.{parts[1]}",
            ["HS512"] = Jwt.Make(key, tokenId, now, now + 60, "HS512"),
            ["said HS512, signed HS256"] = Jwt.Sign(key, """{"alg":"HS512","typ":"JWT"}""", Jwt.Payload(tokenId, now, now + 60), "HS256"),
            ["RS256"] = Jwt.Sign(key, """{"alg":"RS256","typ":"JWT"}""", Jwt.Payload(tokenId, now, now + 60), "HS256"),
            ["no alg"] = Jwt.Sign(key, """{"typ":"JWT"}""", Jwt.Payload(tokenId, now, now + 60), "HS256"),
            ["another key"] = Jwt.Make(Encoding.ASCII.GetBytes(TokenSecrets.New()), tokenId, now, now + 60),
            ["empty key"] = Jwt.Make([], tokenId, now, now + 60),
            ["another token's key"] = Jwt.Make(otherKey, tokenId, now, now + 60),
            ["a key brought along"] = Jwt.Sign(
                otherKey, $$$"""{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"{{{Jwt.Part(Encoding.ASCII.GetString(otherKey))}}}"},"jku":"http://evil.test/","kid":"{{{otherId}}}"}""", Jwt.Payload(tokenId, now, now + 60), "HS256"),
            ["changed issuer"] = $"{parts[0]}.{Jwt.Part(Jwt.Payload(otherId, now, now + 1800))}.{parts[2]}",
            ["unknown issuer"] = Jwt.Make(key, new string('0', 32), now, now + 60),
            ["expired 11 s ago"] = Jwt.Make(key, tokenId, now - 100, now - 11),
            ["expired 10 s ago"] = Jwt.Make(key, tokenId, now - 100, now - 10),
            ["issued in the future"] = Jwt.Make(key, tokenId, now + 11, now + 60),
            ["no exp"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"{{tokenId}}","iat":{{now}}}""", "HS256"),
            ["no iat"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"{{tokenId}}","exp":{{now + 60}}}""", "HS256"),
            ["exp is text"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"{{tokenId}}","iat":{{now}},"exp":"never"}""", "HS256"),
            ["exp beyond numbers"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"{{tokenId}}","iat":{{now}},"exp":1e400}""", "HS256"),
            ["issuer is half a character"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"\ud800","iat":{{now}},"exp":{{now + 60}}}""", "HS256"),
            ["payload is no object"] = Jwt.Sign(key, Jwt.Header, "[1]", "HS256"),
            ["payload is deep"] = Jwt.Sign(key, Jwt.Header, new string('[', 2000) + new string(']', 2000), "HS256"),
            ["9000 characters"] = Jwt.Sign(key, Jwt.Header, $$"""{"iss":"{{tokenId}}","iat":{{now}},"exp":{{now + 60}},"x":"{{new string('x', 6600)}}"}""", "HS256"),
            ["a signed path"] = signed[(signed.IndexOf("authSig=", StringComparison.Ordinal) + 8)..],
            ["refresh secret"] = refresh,
            ["id"] = tokenId,
            ["nothing"] = "",
        };
        foreach (var (fault, token) in forged)
        {
            using var answer = await client.GetAsAsync(token);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{fault}: {(int)answer.StatusCode}");
            await using var door = await HomeAssistantSocket.OpenAsync(house.Server.Address);
            await door.SendAsync(new { type = "auth", access_token = token });
            await door.ReadAsync();
            Assert.Equal((fault, "auth_invalid"), (fault, (await door.ReadAsync())?.GetProperty("type").GetString()));
        }

        using var asSignature = await client.GetAsync("/api/?authSig=" + access);
        Assert.Equal(HttpStatusCode.Unauthorized, asSignature.StatusCode);
        house.Log.AssertClean();
    }

    [Fact]
    public async Task ThousandRefreshesWithARevokedTokenHarmNobody()
    {
        var time = Clock();
        await using var house = await ApiHouse.OpenAsync(time);
        using var client = house.ClientAt(Home);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Phone/1.0");
        var (_, refresh) = await client.SignInAsApiAsync();
        using var revoked = await client.PostAsync("/auth/revoke", new FormUrlEncodedContent([KeyValuePair.Create("token", refresh)]));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
        {
            await AssertRefusedAsync(await client.RefreshAsync(refresh), "invalid_grant");
        }

        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 1000:F2} ms for each refusal");
        Assert.Contains(Home, Assert.Single(Refusals()), StringComparison.Ordinal);
        time.Advance(RefusalLog.Window - TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(await client.RefreshAsync(refresh), "invalid_grant");
        Assert.Single(Refusals());
        time.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(await client.RefreshAsync(refresh), "invalid_grant");
        Assert.Equal(2, Refusals().Count);
        Assert.Contains("1000 more", Refusals()[1], StringComparison.Ordinal);

        await using var scope = house.Server.Services.CreateAsyncScope();
        Assert.Empty(await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().GuessCounters.ToListAsync());
        var (access, _) = await client.SignInAsApiAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsAsync(access)).StatusCode);
        house.Log.AssertClean();

        List<string> Refusals() => [.. house.Log.Lines.Where(line => line.Category == typeof(RefusalLog).FullName).Select(line => line.Text)];
    }

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string error)
    {
        using (answer)
        {
            Assert.Equal((HttpStatusCode.BadRequest, error), (answer.StatusCode, (await answer.JsonAsync()).GetProperty("error").GetString()));
        }
    }

    private static async Task<byte[]> KeyAsync(ApiHouse house, string tokenId)
    {
        await using var scope = house.Server.Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.SingleAsync(token => token.Id == tokenId);
        return scope.ServiceProvider.GetRequiredService<TokenSecrets>().Keys(row)!.AccessTokens.Key;
    }

    /// <summary>Makes access tokens without the library that judges them.</summary>
    private static class Jwt
    {
        public const string Header = """{"alg":"HS256","typ":"JWT"}""";

        public static string Make(byte[] key, string issuer, long issuedAt, long expires, string algorithm = "HS256") =>
            Sign(key, $$"""{"alg":"{{algorithm}}","typ":"JWT"}""", Payload(issuer, issuedAt, expires), algorithm);

        public static string Payload(string issuer, long issuedAt, long expires) =>
            JsonSerializer.Serialize(new { iss = issuer, iat = issuedAt, exp = expires });

        public static string Sign(byte[] key, string header, string payload, string algorithm)
        {
            var text = $"{Part(header)}.{Part(payload)}";
            var bytes = Encoding.ASCII.GetBytes(text);
            var signature = algorithm == "HS512"
                ? System.Security.Cryptography.HMACSHA512.HashData(key, bytes)
                : System.Security.Cryptography.HMACSHA256.HashData(key, bytes);
            return $"{text}.{Base64(signature)}";
        }

        public static string Part(string text) => Base64(Encoding.UTF8.GetBytes(text));

        private static string Base64(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}
