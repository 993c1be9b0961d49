using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Household;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.App.Api;

/// <summary>The ways to sign in on the wire: choosing, trusted networks, linking, the old password; the trait is the line of Home Assistant's checklist.</summary>
public sealed class ProvidersContractTests : IAsyncLifetime
{
    private const string Wall = "192.168.7.20";
    private const string OldPassword = "old-secret-of-the-house";

    private ApiHouse _house = default!;

    private HouseServer Server => _house.Server;

    public async ValueTask InitializeAsync() => _house = await ApiHouse.OpenAsync(settings: new()
    {
        ["HomeAuth:AuthProviders:0:Type"] = "homeassistant",
        ["HomeAuth:AuthProviders:1:Type"] = "trusted_networks",
        ["HomeAuth:AuthProviders:1:Name"] = "Walls",
        ["HomeAuth:AuthProviders:1:TrustedNetworks:0"] = "192.168.7.0/24",
        ["HomeAuth:AuthProviders:1:AllowBypassLogin"] = "true",
        ["HomeAuth:AuthProviders:2:Type"] = "command_line",
        ["HomeAuth:AuthProviders:2:Id"] = "ldap",
        ["HomeAuth:AuthProviders:2:Command"] = "/usr/bin/env",
        ["HomeAuth:AuthProviders:3:Type"] = "legacy_api_password",
        ["HomeAuth:AuthProviders:3:ApiPassword"] = OldPassword,
    });

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData("203.0.113.9", "homeassistant: Home Assistant Local", "command_line:ldap Command Line Authentication", "legacy_api_password: Legacy API Password")]
    [InlineData(Wall, "homeassistant: Home Assistant Local", "trusted_networks: Walls", "command_line:ldap Command Line Authentication", "legacy_api_password: Legacy API Password")]
    [Trait("HA", "1")]
    [Trait("HA", "2")]
    public async Task ListHasTheOrderOfTheConfigurationAndOnlyWhatServesThere(string address, params string[] expected)
    {
        using var client = _house.ClientAt(address);
        var list = (await (await client.GetAsync("/auth/providers")).JsonAsync()).GetProperty("providers");
        Assert.Equal(expected, list.EnumerateArray().Select(provider => $"{provider.GetProperty("type")}:{provider.GetProperty("id")} {provider.GetProperty("name")}"));
    }

    [Fact]
    [Trait("HA", "125")]
    public async Task WhoIsElsewhereIsToldSoByAnAbort()
    {
        using var client = _house.ClientAt("203.0.113.9");
        var answer = await StartAsync(client, "trusted_networks", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var step = await answer.JsonAsync();
        Assert.Equal(("abort", "not_allowed"), (step.GetProperty("type").GetString(), step.GetProperty("reason").GetString()));
        Assert.Equal("""["trusted_networks",null]""", step.GetProperty("handler").GetRawText());
    }

    [Fact]
    [Trait("HA", "125")]
    [Trait("HA", "128")]
    public async Task TheOnePersonIsSignedInAtOnceAndOneOfTwoChooses()
    {
        using var client = _house.ClientAt(Wall);
        var entry = await (await StartAsync(client, "trusted_networks", null)).JsonAsync();
        Assert.Equal(("create_entry", "Walls"), (entry.GetProperty("type").GetString(), entry.GetProperty("title").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await client.RedeemAsync(entry.GetProperty("result").GetString()!)).StatusCode);

        var ben = await Server.AddUserAsync("ben");
        var form = await (await StartAsync(client, "trusted_networks", null)).JsonAsync();
        Assert.Equal(JsonValueKind.Null, form.GetProperty("errors").ValueKind);
        var field = Assert.Single(form.GetProperty("data_schema").EnumerateArray());
        Assert.Equal(("select", "user"), (field.GetProperty("type").GetString(), field.GetProperty("name").GetString()));
        Assert.Equal(2, field.GetProperty("options").GetArrayLength());

        var flow = "/auth/login_flow/" + form.GetProperty("flow_id").GetString();
        var wrong = await client.PostAsJsonAsync(flow, new { client_id = ApiClient.ClientId, user = "nobody" });
        Assert.Equal((HttpStatusCode.BadRequest, """{"message":"User input malformed"}"""), (wrong.StatusCode, await wrong.Content.ReadAsStringAsync()));
        var right = await (await client.PostAsJsonAsync(flow, new { client_id = ApiClient.ClientId, user = ben })).JsonAsync();
        var code = right.GetProperty("result").GetString()!;

        // The code leaves the house, and with it goes nothing.
        using var elsewhere = _house.ClientAt("203.0.113.9");
        var refused = await elsewhere.RedeemAsync(code);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("""{"error":"access_denied","error_description":"Not in trusted_networks"}""", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    [Trait("HA", "32")]
    [Trait("HA", "84")]
    public async Task AccessTokenThatWasMintedStaysGoodElsewhereUntilItEnds()
    {
        using var client = _house.ClientAt(Wall);
        var entry = await (await StartAsync(client, "trusted_networks", null)).JsonAsync();
        var tokens = await (await client.RedeemAsync(entry.GetProperty("result").GetString()!)).JsonAsync();
        Assert.Equal("trusted_networks", tokens.GetProperty("ha_auth_provider").GetString());
        using var elsewhere = _house.ClientAt("203.0.113.9");
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsAsync(tokens.GetProperty("access_token").GetString()!)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await elsewhere.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).StatusCode);
    }

    [Theory]
    [InlineData("command_line", null)]
    [InlineData("trusted_networks", "other")]
    [InlineData("insecure_example", null)]
    public async Task HandlerThatIsNotConfiguredIsNotFound(string type, string? id)
    {
        using var client = _house.ClientAt(Wall);
        var answer = await StartAsync(client, type, id);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("Invalid handler specified", (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task SecondWayIsLinkedByACodeWhichIsGoodForNothingElse()
    {
        using var client = _house.ClientAt("203.0.113.9");
        var access = await _house.AccessAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await client.RedeemAsync(await LinkCodeAsync(client, "cleo"))).StatusCode);
        Assert.Equal("User linked", await LinkAsync(client, access, await LinkCodeAsync(client, "cleo")));
        // Again it is the actor's already; to anybody else it is taken.
        Assert.Equal("User linked", await LinkAsync(client, access, await LinkCodeAsync(client, "cleo")));
        Assert.Equal("Credential already linked", await LinkAsync(client, await _house.AccessAsync("ben"), await LinkCodeAsync(client, "cleo")));

        await using var scope = Server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        Assert.Equal(await Server.OwnerIdAsync(), await db.Credentials.Where(credential => credential.Subject == "cleo").Select(credential => credential.UserId).SingleAsync());
        Assert.Equal(1, await db.SecurityEvents.CountAsync(entry => entry.Type == "credential_linked"));
        // From now on it signs the owner in.
        var flow = await (await StartAsync(client, "command_line", "ldap")).JsonAsync();
        var entry = await (await AnswerAsync(client, flow, "cleo")).JsonAsync();
        var tokens = await (await client.RedeemAsync(entry.GetProperty("result").GetString()!)).JsonAsync();
        Assert.Equal("command_line", tokens.GetProperty("ha_auth_provider").GetString());
    }

    [Fact]
    [Trait("HA", "155")]
    [Trait("HA", "156")]
    public async Task OldPasswordInARequestLetsNobodyInAndIsSaidOnceForEachPath()
    {
        using var client = _house.ClientAt("203.0.113.9");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("AppDaemon/2.1");
        foreach (var (path, header) in new[] { ("/api/", OldPassword), ("/api/", OldPassword), ("/api/states", OldPassword), ("/api/services", "a guess"), ("/api/config?api_password=" + OldPassword, null) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(client, path, header)).StatusCode);
        }

        Assert.Equal(
            [
                (LogLevel.Information, "You need to use a bearer token to access /api/ from 203.0.113.9"),
                (LogLevel.Information, "You need to use a bearer token to access /api/states from 203.0.113.9"),
                (LogLevel.Information, "You need to use a bearer token to access /api/config from 203.0.113.9"),
            ],
            Said());
        Assert.DoesNotContain(_house.Log.Lines, line => line.Text.Contains(OldPassword, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OldPasswordIsTakenForAWhileWhenAnAdministratorSaysSo()
    {
        await AllowAsync();
        using var client = _house.ClientAt("203.0.113.9");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/api/", OldPassword)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/api/states?api_password=" + OldPassword, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(client, "/api/", "wrong")).StatusCode);
        Assert.NotEmpty(Said());
    }

    private async Task AllowAsync()
    {
        await using var scope = Server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SettingsChange>().ChangeAsync(
            saved => saved with { LegacyAccessUntil = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1) }, TestHouse.Actor(await Server.OwnerIdAsync()));
    }

    private List<(LogLevel, string)> Said() =>
        [.. _house.Log.Lines.Where(line => line.Category == "homeassistant.components.http.auth").Select(line => (line.Level, line.Text))];

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string? header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            request.Headers.Add("X-HA-Access", header);
        }

        return client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> StartAsync(HttpClient client, string type, string? id, string? purpose = null) => client.PostAsJsonAsync(
        "/auth/login_flow", new { client_id = ApiClient.ClientId, redirect_uri = ApiClient.RedirectUri, handler = new[] { type, id }, type = purpose ?? "authorize" });

    private static Task<HttpResponseMessage> AnswerAsync(HttpClient client, JsonElement flow, string username) =>
        client.PostAsJsonAsync("/auth/login_flow/" + flow.GetProperty("flow_id").GetString(), new { client_id = ApiClient.ClientId, username, password = "x" });

    private static async Task<string> LinkCodeAsync(HttpClient client, string username)
    {
        var flow = await (await StartAsync(client, "command_line", "ldap", "link_user")).JsonAsync();
        return (await (await AnswerAsync(client, flow, username)).JsonAsync()).GetProperty("result").GetString()!;
    }

    private static async Task<string> LinkAsync(HttpClient client, string access, string code)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/auth/link_user") { Content = JsonContent.Create(new { code, client_id = ApiClient.ClientId }) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + access);
        return (await (await client.SendAsync(request)).JsonAsync()).GetProperty("message").GetString()!;
    }
}
