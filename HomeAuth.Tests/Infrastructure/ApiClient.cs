using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>What an API client gets, and what tests need of a running house beyond it.</summary>
public static class ApiClient
{
    public const string ClientId = "http://localhost:5000/";
    public const string RedirectUri = "http://localhost:5000/callback";

    /// <summary>Begins a login flow.</summary>
    public static async Task<string> StartFlowAsync(
        this HttpClient client, string clientId = ClientId, string redirectUri = RedirectUri, string? type = null)
    {
        Dictionary<string, object> body = new() { ["client_id"] = clientId, ["redirect_uri"] = redirectUri, ["handler"] = new string?[] { "homeassistant", null } };
        if (type is not null)
        {
            body["type"] = type;
        }

        var answer = await client.PostAsJsonAsync("/auth/login_flow", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("flow_id").GetString()!;
    }

    public static Task<HttpResponseMessage> AnswerFlowAsync(
        this HttpClient client, string flowId, string username = "anna", string password = TestHouse.Password, string clientId = ClientId) =>
        client.PostAsJsonAsync("/auth/login_flow/" + flowId, new { client_id = clientId, username, password });

    /// <summary>Signs in and gets an authorization code.</summary>
    public static async Task<string> CodeAsync(this HttpClient client, string username = "anna", string? type = null, string clientId = ClientId)
    {
        var flowId = await client.StartFlowAsync(clientId, clientId == ClientId ? RedirectUri : clientId, type);
        var answer = await client.AnswerFlowAsync(flowId, username, clientId: clientId);
        var step = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("create_entry", step.GetProperty("type").GetString());
        return step.GetProperty("result").GetString()!;
    }

    public static Task<HttpResponseMessage> TokenAsync(this HttpClient client, params (string Name, string Value)[] fields) =>
        client.PostAsync("/auth/token", new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public static Task<HttpResponseMessage> RedeemAsync(this HttpClient client, string code, string clientId = ClientId) =>
        client.TokenAsync(("grant_type", "authorization_code"), ("code", code), ("client_id", clientId));

    public static Task<HttpResponseMessage> RefreshAsync(this HttpClient client, string refreshToken, string? clientId = ClientId) => clientId is null
        ? client.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken))
        : client.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", clientId));

    /// <summary>Signs in and gets tokens.</summary>
    public static async Task<(string Access, string Refresh)> SignInAsApiAsync(this HttpClient client, string username = "anna")
    {
        var answer = await client.RedeemAsync(await client.CodeAsync(username));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!);
    }

    public static Task<HttpResponseMessage> GetAsAsync(this HttpClient client, string accessToken, string path = "/api/", HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + accessToken);
        return client.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>Adds a person with a login, as the owner does.</summary>
    public static async Task<string> AddUserAsync(this HouseServer server, string username, string? groupId = Group.UsersId, bool localOnly = false)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var ownerId = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync();
        var actor = TestHouse.Actor(ownerId);
        var account = await scope.ServiceProvider.GetRequiredService<UserAccounts>().CreateAsync(username, groupId is null ? [] : [groupId], localOnly, actor);
        await scope.ServiceProvider.GetRequiredService<LocalLogins>().AddAsync(account.User.Id, username, TestHouse.Password, actor);
        return account.User.Id;
    }

    /// <summary>An access token of a user, without signing in.</summary>
    public static async Task<(string Access, string Refresh, string TokenId)> TokensOfAsync(this HouseServer server, string userId)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        var credential = await db.Credentials.Where(credential => credential.UserId == userId).Select(credential => credential.Id).FirstOrDefaultAsync();
        var (token, secret) = await scope.ServiceProvider.GetRequiredService<RefreshTokenIssuer>()
            .CreateForClientAsync(userId, credential, ClientId, TestHouse.Stranger());
        return (scope.ServiceProvider.GetRequiredService<AccessTokens>().Mint(token), secret, token.Id);
    }

    /// <summary>An account of the system with a token.</summary>
    public static async Task<(string UserId, string Refresh, string Access)> AddSystemAsync(this HouseServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        var user = new HomeUser { Name = "Content", SystemGenerated = true, CreatedAt = DateTimeOffset.UnixEpoch };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        var (token, secret) = await scope.ServiceProvider.GetRequiredService<RefreshTokenIssuer>().CreateForSystemAsync(user.Id);
        return (user.Id, secret, scope.ServiceProvider.GetRequiredService<AccessTokens>().Mint(token));
    }

    public static async Task<string> OwnerIdAsync(this HouseServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync();
    }

    /// <summary>Lets the last proof of everybody be ten minutes old.</summary>
    public static async Task ForgetProofsAsync(this HouseServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        DateTimeOffset? longAgo = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow() - RecentProof.Lifetime;
        await db.RefreshTokens.ExecuteUpdateAsync(set => set.SetProperty(token => token.ProvedAt, longAgo));
        foreach (var userId in await db.Users.Select(user => user.Id).ToListAsync())
        {
            await scope.ServiceProvider.GetRequiredService<TokenRevocations>().UserChangedAsync(db, userId, CancellationToken.None);
        }
    }
}
