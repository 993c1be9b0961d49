using System.Net;
using System.Text;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Api;

/// <summary>Nobody makes themselves more than they are by adding a field.</summary>
public sealed class MassAssignmentTests
{
    private static readonly (string Name, string Json)[] Wishes =
    [
        ("isAdmin", "true"), ("is_admin", "true"), ("isOwner", "true"), ("is_owner", "true"), ("IsOwner", "true"), ("groups", "[\"system-admin\"]"), ("group_ids", "[\"system-admin\"]"),
        ("GroupIds", "[\"system-admin\"]"), ("system_generated", "true"), ("SystemGenerated", "true"), ("id", "\"x\""),
    ];

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["/auth/login_flow"] = "\"client_id\":\"http://localhost:5000/\",\"redirect_uri\":\"http://localhost:5000/callback\",\"handler\":[\"homeassistant\",null]",
        ["/auth/login_flow/{flow}"] = $"\"client_id\":\"http://localhost:5000/\",\"username\":\"uwe\",\"password\":\"{TestHouse.Password}\"",
        ["/auth/link_user"] = "\"client_id\":\"http://localhost:5000/\",\"code\":\"none\"",
        ["/api/onboarding/users"] = "\"name\":\"Eve\",\"username\":\"eve\",\"password\":\"a long enough one\",\"client_id\":\"http://localhost:5000/\",\"language\":\"en\"",
        ["/api/onboarding/integration/wait"] = "\"domain\":\"auth\"",
        ["/api/onboarding/integration"] = "\"client_id\":\"http://localhost:5000/\",\"redirect_uri\":\"http://localhost:5000/callback\"",
    };

    [Fact]
    public async Task BodyWithAWishIsRefusedAndChangesNobody()
    {
        await using var house = await ApiHouse.OpenAsync();
        using var client = house.Server.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await house.AccessAsync("uwe"));
        var before = await PeopleAsync(house);
        foreach (var (path, body) in Bodies)
        {
            foreach (var (name, json) in Wishes)
            {
                var address = path.Contains("{flow}", StringComparison.Ordinal) ? path.Replace("{flow}", await client.StartFlowAsync(), StringComparison.Ordinal) : path;
                using var answer = await client.PostAsync(address, new StringContent($"{{{body},\"{name}\":{json}}}", Encoding.UTF8, "application/json"));
                Assert.Equal((path, name, HttpStatusCode.BadRequest), (path, name, answer.StatusCode));
            }
        }

        Assert.Equal(before, await PeopleAsync(house));
    }

    [Fact]
    public async Task FormWithAWishGivesWhatItGivesAnyway()
    {
        await using var house = await ApiHouse.OpenAsync();
        await house.Server.AddUserAsync("uwe");
        using var client = house.Server.Client();
        var before = await PeopleAsync(house);
        // Names in a form are the same in capitals, and none may be there twice.
        (string, string)[] wishes = [.. Wishes.DistinctBy(wish => wish.Name, StringComparer.OrdinalIgnoreCase).Select(wish => (wish.Name, wish.Json))];

        using var answer = await client.TokenAsync(
            [("grant_type", "authorization_code"), ("code", await client.CodeAsync("uwe")), ("client_id", ApiClient.ClientId), ("token_type", "long_lived_access_token"), ("expires_in", "99999999"), .. wishes]);

        var tokens = await answer.JsonAsync();
        Assert.Equal(1800, tokens.GetProperty("expires_in").GetInt32());
        await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, tokens.GetProperty("access_token").GetString()!);
        var me = await socket.ResultAsync("auth/current_user");
        Assert.Equal((false, false), (me.GetProperty("is_admin").GetBoolean(), me.GetProperty("is_owner").GetBoolean()));
        Assert.Equal("normal", Assert.Single((await socket.ResultAsync("auth/refresh_tokens")).EnumerateArray()).GetProperty("type").GetString());
        Assert.Equal(before, await PeopleAsync(house));
    }

    [Theory]
    [InlineData(Group.UsersId)]
    [InlineData(Group.AdminId)]
    public async Task CommandWithAWishIsRefusedAndChangesNobody(string groupId)
    {
        await using var house = await ApiHouse.OpenAsync();
        await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync("uwe", groupId));
        var before = await PeopleAsync(house);
        foreach (var (command, description) in Surface.Commands(house.Server))
        {
            foreach (var (name, json) in Wishes.Where(wish => !description.Keys.Contains(wish.Name)))
            {
                var fields = CommandSamples.All[command].Append((name, json)).ToDictionary(field => field.Item1, field => JsonDocument.Parse(field.Item2).RootElement);
                Assert.Equal((command, name, "invalid_format"), (command, name, await socket.ErrorAsync(command, fields)));
            }
        }

        // Where anything goes it goes nowhere.
        await socket.ResultAsync("supported_features", new { features = new { is_owner = 1 } });
        await socket.ResultAsync("frontend/set_user_data", new { key = "is_owner", value = true });
        await socket.CallAsync("call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "default", is_owner = true } });
        Assert.Equal(before, await PeopleAsync(house));
    }

    [Fact]
    public async Task UserChangesNeitherOwnGroupsNorTheOwner()
    {
        await using var house = await ApiHouse.OpenAsync();
        var ownerId = await house.Server.OwnerIdAsync();
        var (userId, adminId) = (await house.Server.AddUserAsync("uwe"), await house.Server.AddUserAsync("ada", Group.AdminId));
        var before = await PeopleAsync(house);
        await using var user = await HomeAssistantSocket.ConnectAsync(house.Server.Address, (await house.Server.TokensOfAsync(userId)).Access);
        await using var admin = await HomeAssistantSocket.ConnectAsync(house.Server.Address, (await house.Server.TokensOfAsync(adminId)).Access);

        Assert.Equal("unauthorized", await user.ErrorAsync("config/auth/update", new { user_id = userId, group_ids = new[] { Group.AdminId } }));
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth/update", new { user_id = ownerId, group_ids = Array.Empty<string>() }));
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth/update", new { user_id = ownerId, local_only = true }));
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth/delete", new { user_id = ownerId }));
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth_provider/homeassistant/delete", new { username = "anna" }));
        Assert.Equal(before, await PeopleAsync(house));
    }

    private static async Task<string> PeopleAsync(ApiHouse house)
    {
        await using var scope = house.Server.Services.CreateAsyncScope();
        return string.Join('\n', (await scope.ServiceProvider.GetRequiredService<UserAccounts>().ListAsync()).Select(account =>
            $"{account.User.Id} {account.User.Name} owner={account.User.IsOwner} system={account.User.SystemGenerated} active={account.User.IsActive} [{string.Join(',', account.GroupIds)}]"));
    }
}
