using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Home Assistant's own assertions about onboarding by a client; the trait is the line of the checklist.</summary>
public sealed class OnboardingContractTests
{
    private static readonly object Owner = new { name = "Anna Muster", username = "anna", password = TestHouse.Password, client_id = ApiClient.ClientId, language = "de" };

    [Fact]
    [Trait("HA", "179")]
    [Trait("HA", "181")]
    [Trait("HA", "184")]
    public async Task AClientSetsTheHouseUpStepByStep()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        Assert.Equal(["user False", "core_config False", "analytics False", "integration False"], await StepsAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/onboarding/installation_type")).StatusCode);

        var (access, _) = await ClaimAsync(client);
        Assert.Equal(["user True", "core_config False", "analytics False", "integration False"], await StepsAsync(client));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/onboarding/installation_type")).StatusCode);
        await using (var socket = await HomeAssistantSocket.ConnectAsync(server.Address, access))
        {
            var user = Assert.Single((await socket.ResultAsync("config/auth/list")).EnumerateArray());
            Assert.True(user.GetProperty("is_owner").GetBoolean());
            Assert.Equal("Anna Muster", user.GetProperty("name").GetString());
            Assert.Equal(1, user.GetProperty("credentials").GetArrayLength());
            Assert.Equal(["person.anna_muster"], (await socket.ResultAsync("get_states")).EnumerateArray().Select(state => state.GetProperty("entity_id").GetString()));
        }

        foreach (var step in new[] { "core_config", "analytics" })
        {
            Assert.Equal("{}", await (await PostAsync(client, "/api/onboarding/" + step, access)).Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/onboarding/" + step, access)).StatusCode);
        }

        var integration = await (await PostAsync(client, "/api/onboarding/integration", access, new { client_id = ApiClient.ClientId, redirect_uri = ApiClient.RedirectUri })).JsonAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.RedeemAsync(integration.GetProperty("auth_code").GetString()!)).StatusCode);
        Assert.Equal(["user True", "core_config True", "analytics True", "integration True"], await StepsAsync(client));
    }

    [Fact]
    [Trait("HA", "180")]
    [Trait("HA", "183")]
    public async Task OfTwoThatClaimAtOnceOneDoes()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => client.PostAsJsonAsync("/api/onboarding/users", Owner)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden], answers.Select(answer => answer.StatusCode).Order());
        var late = await client.PostAsJsonAsync("/api/onboarding/users", Owner);
        Assert.Equal("User step already done", (await late.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [Trait("HA", "182")]
    [InlineData("""{"username":"anna","password":"seven quiet otters","client_id":"x","language":"de"}""", "Message format incorrect: required key not provided @ data['name']")]
    [InlineData("""{"name":"Anna","username":"anna","password":"short","client_id":"http://localhost:5000/","language":"de"}""", "Not accepted: password")]
    [InlineData("not json", "Invalid JSON.")]
    public async Task WhatIsMissingOrWrongIsNamed(string body, string message)
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        var answer = await client.PostAsync("/api/onboarding/users", new StringContent(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(message, (await answer.JsonAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://8.8.8.8/")]
    public async Task TheHouseIsNotClaimedForAClientThatCouldNotRedeemTheCode(string clientId)
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        var answer = await client.PostAsJsonAsync(
            "/api/onboarding/users", new { name = "Anna Muster", username = "anna", password = TestHouse.Password, client_id = clientId, language = "de" });
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_client_id"), (answer.StatusCode, (await answer.JsonAsync()).GetProperty("code").GetString()));
        Assert.Equal("user False", (await StepsAsync(client)).First());
    }

    [Fact]
    public async Task OnlyThisMachineItselfClaimsWithoutTheSetupCode()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        // A page of another origin, open in a browser on this machine, is not somebody at this machine.
        foreach (var (name, value) in new[] { ("Origin", "https://evil.example"), ("Forwarded", "for=203.0.113.7"), ("Host", "house.test"), (PretendedAddress.Header, "203.0.113.7") })
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/onboarding/users") { Content = JsonContent.Create(Owner) };
            request.Headers.TryAddWithoutValidation(name, value);
            var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("invalid_setup_code", (await answer.JsonAsync()).GetProperty("code").GetString());
        }

        var withCode = new HttpRequestMessage(HttpMethod.Post, "/api/onboarding/users")
        {
            Content = JsonContent.Create(new { name = "Anna", username = "anna", password = TestHouse.Password, client_id = ApiClient.ClientId, language = "fr", setup_code = server.SetupCode }),
        };
        withCode.Headers.Add(PretendedAddress.Header, "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(withCode)).StatusCode);
    }

    [Fact]
    [Trait("HA", "185")]
    [Trait("HA", "186")]
    [Trait("HA", "187")]
    public async Task TheLastStepWantsATokenWithACredentialAndAnAddressOfTheClient()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        var (access, _) = await ClaimAsync(client);
        var right = new { client_id = ApiClient.ClientId, redirect_uri = ApiClient.RedirectUri };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/onboarding/integration", right)).StatusCode);
        var foreign = await PostAsync(client, "/api/onboarding/integration", access, new { client_id = ApiClient.ClientId, redirect_uri = "ftp://elsewhere/" });
        Assert.Equal((HttpStatusCode.BadRequest, "invalid client id or redirect uri"), (foreign.StatusCode, (await foreign.JsonAsync()).GetProperty("message").GetString()));
        await using var socket = await HomeAssistantSocket.ConnectAsync(server.Address, access);
        var longLived = (await socket.ResultAsync("auth/long_lived_access_token", new { lifespan = 1, client_name = "Script" })).GetString()!;
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/api/onboarding/integration", longLived, right)).StatusCode);
        // Unlike in Home Assistant a mistake leaves the step open.
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(client, "/api/onboarding/integration", access, right)).StatusCode);
    }

    [Fact]
    [Trait("HA", "189")]
    public async Task TheRoutesAreGoneAfterTheNextStart()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-onboarding-").FullName;
        try
        {
            await (await HouseServer.ClaimedAsync(folder: folder)).DisposeAsync();
            await using var server = HouseServer.Started(folder);
            using var client = server.Client();
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/onboarding")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsJsonAsync("/api/onboarding/users", Owner)).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IEnumerable<string>> StepsAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/onboarding")).EnumerateArray()
            .Select(step => $"{step.GetProperty("step").GetString()} {step.GetProperty("done").GetBoolean()}");

    private static async Task<(string Access, string Refresh)> ClaimAsync(HttpClient client)
    {
        var answer = await client.PostAsJsonAsync("/api/onboarding/users", Owner);
        var tokens = await (await client.RedeemAsync((await answer.JsonAsync()).GetProperty("auth_code").GetString()!)).JsonAsync();
        return (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string access, object? body = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + access);
        return client.SendAsync(request);
    }
}
