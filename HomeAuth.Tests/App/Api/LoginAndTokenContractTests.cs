using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>Home Assistant's own assertions about login flows and tokens; the trait is the line of the checklist.</summary>
public sealed class LoginAndTokenContractTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HouseServer _server = default!;
    private HttpClient _client = default!;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync(_time);
        _client = _server.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("HA", "1")]
    [Trait("HA", "2")]
    public async Task ProvidersAreListedWithNameTypeAndId()
    {
        var answer = await (await _client.GetAsync("/auth/providers")).JsonAsync();
        var provider = Assert.Single(answer.GetProperty("providers").EnumerateArray());
        Assert.Equal("homeassistant", provider.GetProperty("type").GetString());
        Assert.Equal("Home Assistant Local", provider.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, provider.GetProperty("id").ValueKind);
        Assert.True(answer.GetProperty("preselect_remember_me").GetBoolean());
    }

    [Fact]
    [Trait("HA", "3")]
    public async Task ProvidersAreNotListedBeforeTheHouseIsClaimed()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        var answer = await client.GetAsync("/auth/providers");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("""{"message":"Onboarding not finished","code":"onboarding_required"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("HA", "4")]
    public async Task FlowsCannotBeListed()
    {
        var answer = await _client.GetAsync("/auth/login_flow");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/auth/login_flow/" + await _client.StartFlowAsync())).StatusCode);
    }

    [Fact]
    [Trait("HA", "5")]
    [Trait("HA", "6")]
    [Trait("HA", "7")]
    [Trait("HA", "10")]
    public async Task AWrongUserThenAWrongPasswordThenTheRightOneIsOneFlow()
    {
        var flowId = await _client.StartFlowAsync();
        foreach (var (username, password) in new[] { ("nobody", TestHouse.Password), ("anna", "wrong") })
        {
            var answer = await _client.AnswerFlowAsync(flowId, username, password);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var form = await answer.JsonAsync();
            Assert.Equal("init", form.GetProperty("step_id").GetString());
            Assert.Equal("invalid_auth", form.GetProperty("errors").GetProperty("base").GetString());
            Assert.True(form.GetProperty("data_schema")[0].GetProperty("required").GetBoolean());
        }

        Assert.Equal(2, await RunAsync(db => db.SecurityEvents.CountAsync(entry => entry.Type == "login" && !entry.Succeeded)));
        var entry = await (await _client.AnswerFlowAsync(flowId)).JsonAsync();
        Assert.Equal("create_entry", entry.GetProperty("type").GetString());
        Assert.Equal(32, entry.GetProperty("result").GetString()!.Length);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AnswerFlowAsync(flowId)).StatusCode);
    }

    [Fact]
    [Trait("HA", "8")]
    [Trait("HA", "9")]
    public async Task AForeignRedirectIsRefusedOnlyWhenTheFlowEnds()
    {
        var flowId = await _client.StartFlowAsync(redirectUri: "http://127.0.0.9:1/elsewhere");
        Assert.Equal("invalid_auth", (await (await _client.AnswerFlowAsync(flowId, password: "wrong")).JsonAsync()).GetProperty("errors").GetProperty("base").GetString());
        var answer = await _client.AnswerFlowAsync(flowId);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var body = await answer.JsonAsync();
        Assert.Equal("Invalid redirect URI", body.GetProperty("message").GetString());
        Assert.Equal("invalid_redirect_uri", body.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AnswerFlowAsync(flowId)).StatusCode);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://localhost:5000/#fragment")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    public async Task ARedirectThatCanBeNobodysIsRefusedAtOnce(string? redirectUri)
    {
        // Nothing that is too long stands in a table of data.
        redirectUri ??= ApiClient.RedirectUri.PadRight(4097, 'x');
        var answer = await _client.PostAsJsonAsync("/auth/login_flow", new { client_id = ApiClient.ClientId, redirect_uri = redirectUri, handler = new[] { "homeassistant", null } });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("""{"message":"Invalid redirect URI","code":"invalid_redirect_uri"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("ftp://localhost/")]
    [InlineData("http://8.8.8.8:8123/")]
    [InlineData("")]
    public async Task AnInvalidClientIdIsRefusedAtOnceWithACode(string clientId)
    {
        var answer = await _client.PostAsJsonAsync("/auth/login_flow", new { client_id = clientId, redirect_uri = clientId, handler = new[] { "homeassistant", null } });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("""{"message":"Invalid client id","code":"invalid_client_id"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AnUnknownProviderIsNotFound()
    {
        var answer = await _client.PostAsJsonAsync(
            "/auth/login_flow", new { client_id = ApiClient.ClientId, redirect_uri = ApiClient.RedirectUri, handler = new[] { "command_line", null } });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Invalid handler specified", (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"client_id":"http://localhost:5000/","username":"anna"}""")]
    [InlineData("""{"client_id":"http://localhost:5000/","username":"anna","password":"x","more":"y"}""")]
    [InlineData("""{"client_id":"http://localhost:5000/","username":"anna","password":7}""")]
    public async Task AnswersThatDoNotFitTheStepAreMalformed(string json)
    {
        var answer = await _client.PostAsync("/auth/login_flow/" + await _client.StartFlowAsync(), new StringContent(json));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("User input malformed", (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task AnotherClientCannotFinishAFlow()
    {
        var answer = await _client.AnswerFlowAsync(await _client.StartFlowAsync(), clientId: "http://localhost:6000/");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("Invalid client id", (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task AFlowOfTheSignInPageIsNotForClients()
    {
        var html = await _client.GetStringAsync("/auth/authorize");
        var flowId = Forms.Fill(html, [])["flow_id"];
        Assert.Equal(HttpStatusCode.NotFound, (await _client.AnswerFlowAsync(flowId)).StatusCode);
    }

    [Fact]
    public async Task AnAbortedFlowIsGone()
    {
        var flowId = await _client.StartFlowAsync();
        var answer = await _client.DeleteAsync("/auth/login_flow/" + flowId);
        Assert.Equal("""{"message":"Flow aborted"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync("/auth/login_flow/" + flowId)).StatusCode);
        Assert.Equal("Invalid flow specified", (await (await _client.AnswerFlowAsync(flowId)).JsonAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task TooManyGuessesAreAnsweredWithTheTimeToWait()
    {
        var flowId = await _client.StartFlowAsync();
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(HttpStatusCode.OK, (await _client.AnswerFlowAsync(flowId, password: "wrong")).StatusCode);
        }

        var answer = await _client.AnswerFlowAsync(flowId);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("too_many_attempts", (await answer.JsonAsync()).GetProperty("errors").GetProperty("base").GetString());
    }

    [Fact]
    [Trait("HA", "14")]
    [Trait("HA", "15")]
    public async Task MetadataNamesTheAddressThatWasAsked()
    {
        var server = await (await _client.GetAsync("/.well-known/oauth-authorization-server")).JsonAsync();
        var address = _server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(address, server.GetProperty("issuer").GetString());
        Assert.Equal(address + "/auth/authorize", server.GetProperty("authorization_endpoint").GetString());
        Assert.Equal(address + "/auth/token", server.GetProperty("token_endpoint").GetString());
        Assert.Equal(address + "/auth/revoke", server.GetProperty("revocation_endpoint").GetString());
        Assert.Equal(["code"], server.GetProperty("response_types_supported").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(["S256"], server.GetProperty("code_challenge_methods_supported").EnumerateArray().Select(method => method.GetString()));
        Assert.True(server.GetProperty("client_id_metadata_document_supported").GetBoolean());
        var resource = await (await _client.GetAsync("/.well-known/oauth-protected-resource")).JsonAsync();
        Assert.Equal(address, resource.GetProperty("resource").GetString());
        Assert.Equal(address, Assert.Single(resource.GetProperty("authorization_servers").EnumerateArray()).GetString());
    }

    [Fact]
    [Trait("HA", "16")]
    [Trait("HA", "17")]
    [Trait("HA", "19")]
    [Trait("HA", "87")]
    public async Task ACodeGivesTokensThatWork()
    {
        var answer = await _client.RedeemAsync(await _client.CodeAsync());
        var tokens = await answer.JsonAsync();
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        Assert.Equal(1800, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal("homeassistant", tokens.GetProperty("ha_auth_provider").GetString());
        Assert.Matches("^[0-9a-f]{128}$", tokens.GetProperty("refresh_token").GetString());
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/")).StatusCode);
        Assert.Equal("""{"message":"API running."}""", await (await _client.GetAsAsync(access)).Content.ReadAsStringAsync());

        var claims = JsonSerializer.Deserialize<JsonElement>(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(access.Split('.')[1]));
        Assert.Equal(["exp", "iat", "iss"], claims.EnumerateObject().Select(claim => claim.Name).Order());
        Assert.Equal(1800, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(access.Split('.')[0]));
    }

    [Fact]
    [Trait("HA", "18")]
    [Trait("HA", "31")]
    public async Task ARefreshGivesAnAccessTokenAlone()
    {
        var (_, refresh) = await _client.SignInAsApiAsync();
        var answer = await (await _client.RefreshAsync(refresh)).JsonAsync();
        Assert.Equal(["access_token", "expires_in", "token_type"], answer.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsAsync(answer.GetProperty("access_token").GetString()!)).StatusCode);
    }

    [Fact]
    public async Task BothFormsOfAFormAreRead()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(ApiClient.ClientId), "client_id" },
            { new StringContent(await _client.CodeAsync()), "code" },
            { new StringContent("authorization_code"), "grant_type" },
        };
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/auth/token", form)).StatusCode);
        var json = await _client.PostAsJsonAsync("/auth/token", new { grant_type = "authorization_code" });
        Assert.Equal("""{"error":"unsupported_grant_type"}""", await json.Content.ReadAsStringAsync());
    }

    [Theory]
    [Trait("HA", "22")]
    [Trait("HA", "23")]
    [InlineData(599, HttpStatusCode.OK)]
    [InlineData(600, HttpStatusCode.BadRequest)]
    public async Task ACodeIsGoodForTenMinutes(int seconds, HttpStatusCode expected)
    {
        var code = await _client.CodeAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, (await _client.RedeemAsync(code)).StatusCode);
    }

    [Fact]
    public async Task ACodeIsGoodOnceAndForItsClientAlone()
    {
        var code = await _client.CodeAsync();
        Assert.Equal(
            """{"error":"invalid_request","error_description":"Invalid code"}""",
            await (await _client.RedeemAsync(code, "http://localhost:5000")).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await _client.RedeemAsync(code)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.RedeemAsync(code)).StatusCode);
        Assert.Equal(
            """{"error":"invalid_request","error_description":"Invalid client id"}""",
            await (await _client.TokenAsync(("grant_type", "authorization_code"), ("code", code))).Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("HA", "25")]
    [Trait("HA", "26")]
    [Trait("HA", "168")]
    public async Task AnyPageMayAskForTokensButOnlyListedOnesForTheRest()
    {
        var preflight = await SendFromAsync(HttpMethod.Options, "/auth/token", "https://page.example", "POST");
        Assert.Equal("https://page.example", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("POST", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single());
        foreach (var path in new[] { "/auth/token", "/auth/revoke" })
        {
            Assert.Equal("https://page.example", (await SendFromAsync(HttpMethod.Post, path, "https://page.example")).Headers.GetValues("Access-Control-Allow-Origin").Single());
        }

        Assert.False((await SendFromAsync(HttpMethod.Get, "/auth/providers", "https://page.example")).Headers.Contains("Access-Control-Allow-Origin"));
        var listed = await SendFromAsync(HttpMethod.Get, "/auth/providers", "https://cast.home-assistant.io");
        Assert.Equal("https://cast.home-assistant.io", listed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(listed.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    [Trait("HA", "27")]
    [Trait("HA", "28")]
    [Trait("HA", "79")]
    public async Task AnAccountOfTheSystemRefreshesWithoutAClient()
    {
        var (_, refresh, access) = await _server.AddSystemAsync();
        Assert.Equal("""{"error":"invalid_request"}""", await (await _client.RefreshAsync(refresh)).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await _client.RefreshAsync(refresh, clientId: null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsAsync(access)).StatusCode);
    }

    [Fact]
    [Trait("HA", "29")]
    [Trait("HA", "30")]
    public async Task ARefreshTokenIsItsClientsAlone()
    {
        var (_, refresh) = await _client.SignInAsApiAsync();
        foreach (var clientId in new[] { null, "http://localhost:6000/", "http://localhost:5000" })
        {
            var answer = await _client.RefreshAsync(refresh, clientId);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("""{"error":"invalid_request"}""", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [Trait("HA", "33")]
    [Trait("HA", "34")]
    [Trait("HA", "86")]
    [InlineData("/auth/token", "action")]
    [InlineData("/auth/revoke", "ignored")]
    public async Task ARevokedTokenIsGoodNowhere(string path, string field)
    {
        var (access, refresh) = await _client.SignInAsApiAsync();
        var answer = await _client.PostAsync(path, new FormUrlEncodedContent([new(field, "revoke"), new("token", refresh)]));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsAsync(access)).StatusCode);
        Assert.Equal("""{"error":"invalid_grant"}""", await (await _client.RefreshAsync(refresh)).Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync(path, new FormUrlEncodedContent([new(field, "revoke"), new("token", "nobody's")]))).StatusCode);
    }

    [Fact]
    [Trait("HA", "35")]
    [Trait("HA", "36")]
    [Trait("HA", "37")]
    [Trait("HA", "38")]
    public async Task LinkingTakesACodeForLinkingOfTheSameClient()
    {
        var (access, _) = await _client.SignInAsApiAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await LinkAsync(access, await _client.CodeAsync(type: "link_user"), "http://localhost:6000/")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await LinkAsync(access, "wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await LinkAsync(access, await _client.CodeAsync())).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LinkAsync("wrong", await _client.CodeAsync(type: "link_user"))).StatusCode);
        var answer = await LinkAsync(access, await _client.CodeAsync(type: "link_user"));
        Assert.Equal("""{"message":"User linked"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, await RunAsync(db => db.Credentials.CountAsync()));

        await _server.AddUserAsync("berta");
        var foreign = await LinkAsync(access, await _client.CodeAsync("berta", "link_user"));
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal("Credential already linked", (await foreign.JsonAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task ACodeForLinkingGivesNoTokens() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.RedeemAsync(await _client.CodeAsync(type: "link_user"))).StatusCode);

    [Theory]
    [Trait("HA", "78")]
    [InlineData(1809, HttpStatusCode.OK)]
    [InlineData(1810, HttpStatusCode.Unauthorized)]
    public async Task AnAccessTokenEndsTenSecondsAfterItsLife(int seconds, HttpStatusCode expected)
    {
        var (access, _) = await _client.SignInAsApiAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, (await _client.GetAsAsync(access)).StatusCode);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.BadRequest)]
    [InlineData(-1, HttpStatusCode.OK)]
    public async Task ARefreshTokenLivesNinetyDaysFromItsLastUse(int seconds, HttpStatusCode expected)
    {
        var (_, refresh) = await _client.SignInAsApiAsync();
        _time.Jump(TimeSpan.FromDays(89));
        Assert.Equal(HttpStatusCode.OK, (await _client.RefreshAsync(refresh)).StatusCode);
        _time.Jump(TimeSpan.FromDays(90) + TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, (await _client.RefreshAsync(refresh)).StatusCode);
    }

    [Fact]
    [Trait("HA", "160")]
    public async Task ADisabledPersonIsToldApartOnlyWithATokenInHand()
    {
        var userId = await _server.AddUserAsync("berta");
        var (access, refresh, _) = await _server.TokensOfAsync(userId);
        await RunAsync(db => db.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false)));
        var answer = await _client.RefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("""{"error":"access_denied","error_description":"User is not active"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsAsync(access)).StatusCode);
        Assert.Equal("invalid_auth", (await (await _client.AnswerFlowAsync(await _client.StartFlowAsync(), "berta")).JsonAsync()).GetProperty("errors").GetProperty("base").GetString());
    }

    [Fact]
    public async Task SecretsAreNotInTheDatabase()
    {
        var code = await _client.CodeAsync();
        var (access, refresh) = await _client.SignInAsApiAsync();
        await RunAsync(async db => await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        foreach (var file in Directory.GetFiles(_server.Folder, "homeauth.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var content = await reader.ReadToEndAsync();
            Assert.DoesNotContain(code, content, StringComparison.Ordinal);
            Assert.DoesNotContain(refresh, content, StringComparison.Ordinal);
            Assert.DoesNotContain(access.Split('.')[2], content, StringComparison.Ordinal);
        }

        var keys = await RunAsync(db => db.RefreshTokens.Select(token => token.JwtKey).ToListAsync());
        Assert.All(keys, key => Assert.DoesNotMatch("^[0-9a-f]{128}$", key));
    }

    private Task<HttpResponseMessage> LinkAsync(string access, string code, string clientId = ApiClient.ClientId)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/auth/link_user") { Content = JsonContent.Create(new { code, client_id = clientId }) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + access);
        return _client.SendAsync(request);
    }

    private Task<HttpResponseMessage> SendFromAsync(HttpMethod method, string path, string origin, string? asks = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (asks is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", asks);
        }

        return _client.SendAsync(request);
    }

    private async Task<T> RunAsync<T>(Func<HomeAuthDb, Task<T>> read)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<HomeAuthDb>());
    }
}
