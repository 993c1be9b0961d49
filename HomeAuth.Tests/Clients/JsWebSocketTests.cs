using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>home-assistant-js-websocket, on which Home Assistant's own front end and most dashboards stand, in Node.</summary>
public sealed class JsWebSocketTests(SharedHouse shared, NodePackages node) : IClassFixture<SharedHouse>
{
    [Fact]
    public async Task SignsInAndAsksWhatEveryDashboardAsks()
    {
        await using var dashboard = await Dashboard.StartAsync(node, shared.Server);
        var tokens = await dashboard.SignInAsync(shared.Server);
        Assert.Equal(60, tokens.GetProperty("expires_in").GetInt32());

        await dashboard.DoAsync("connect");
        var user = await dashboard.DoAsync("getUser");
        await dashboard.DoAsync("subscribeConfig");
        await dashboard.DoAsync("subscribeServices");
        await dashboard.DoAsync("subscribeEntities");

        Assert.Equal("Anna Muster", user.GetProperty("name").GetString());
        Assert.True(user.GetProperty("is_owner").GetBoolean());
        var config = await dashboard.ExpectAsync("config");
        Assert.Equal("RUNNING", config.GetProperty("state").GetString());
        Assert.Contains("person", config.GetProperty("components").EnumerateArray().Select(component => component.GetString()));
        var services = await dashboard.ExpectAsync("services");
        Assert.True(services.GetProperty("frontend").TryGetProperty("set_theme", out _));
        var entities = await dashboard.ExpectAsync("entities");
        Assert.Equal("Anna Muster", FriendlyName(entities, "person.anna_muster"));
    }

    [Fact]
    public async Task SeesPersonsAppearChangeAndGo()
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);
        await dashboard.DoAsync("subscribeEntities");
        await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.anna_muster") is not null);

        var person = await dashboard.SendAsync(new { type = "person/create", name = "Ben Brook" });
        await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.ben_brook") == "Ben Brook");

        var id = person.GetProperty("id").GetString();
        await dashboard.SendAsync(new { type = "person/update", person_id = id, name = "Benjamin Brook" });
        await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.ben_brook") == "Benjamin Brook");

        await dashboard.SendAsync(new { type = "person/delete", person_id = id });
        await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.ben_brook") is null);
        Assert.Empty(dashboard.Program.Heard("warning"));
    }

    [Fact]
    public async Task HearsOfUsersAndOfStates()
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);
        foreach (var type in new[] { "user_added", "user_updated", "user_removed", "state_changed" })
        {
            await dashboard.DoAsync("subscribeEvents", new { type });
        }

        var id = await CreateUserAsync(dashboard, "Clara");
        await dashboard.ExpectAsync("user_added", IsAbout);
        await dashboard.SendAsync(new { type = "config/auth/update", user_id = id, name = "Clara C." });
        await dashboard.ExpectAsync("user_updated", IsAbout);
        await dashboard.SendAsync(new { type = "config/auth/delete", user_id = id });
        await dashboard.ExpectAsync("user_removed", IsAbout);

        var person = await dashboard.SendAsync(new { type = "person/create", name = "Dora" });
        await dashboard.ExpectAsync("state_changed", one => EntityOf(one) == "person.dora" && Old(one) == JsonValueKind.Null && New(one) == JsonValueKind.Object);
        await dashboard.SendAsync(new { type = "person/delete", person_id = person.GetProperty("id").GetString() });
        await dashboard.ExpectAsync("state_changed", one => EntityOf(one) == "person.dora" && Old(one) == JsonValueKind.Object && New(one) == JsonValueKind.Null);

        bool IsAbout(JsonElement happened) => happened.GetProperty("data").GetProperty("user_id").GetString() == id;
        static string? EntityOf(JsonElement happened) => happened.GetProperty("data").GetProperty("entity_id").GetString();
        static JsonValueKind Old(JsonElement happened) => happened.GetProperty("data").GetProperty("old_state").ValueKind;
        static JsonValueKind New(JsonElement happened) => happened.GetProperty("data").GetProperty("new_state").ValueKind;
    }

    [Fact]
    public async Task CallsServices()
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);
        var userId = (await dashboard.DoAsync("getUser")).GetProperty("id").GetString();
        await dashboard.DoAsync("subscribeEvents", new { type = "themes_updated" });

        foreach (var (service, data) in new[] { ("set_theme", new { name = "default", mode = "dark" }), ("reload_themes", (object?)null) })
        {
            var called = (await dashboard.DoAsync("callService", new { domain = "frontend", service, data })).GetProperty("context");
            var heard = (await dashboard.ExpectAsync("themes_updated")).GetProperty("context");
            Assert.Equal(userId, called.GetProperty("user_id").GetString());
            Assert.Equal(called.GetProperty("id").GetString(), heard.GetProperty("id").GetString());
        }

        Assert.Equal("not_found", await dashboard.FailsAsync("callService", new { domain = "light", service = "turn_on" }));
    }

    [Fact]
    public async Task PingsAndHearsNothingMoreAfterUnsubscribing()
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);
        await dashboard.DoAsync("subscribeEvents", new { type = "user_added" });
        await dashboard.DoAsync("subscribeEvents", new { type = "user_updated" });
        var id = await CreateUserAsync(dashboard, "Emil");
        await dashboard.ExpectAsync("user_added", one => one.GetProperty("data").GetProperty("user_id").GetString() == id);

        await dashboard.DoAsync("unsubscribe", new { name = "user_added" });
        var unheard = await CreateUserAsync(dashboard, "Frieda");
        await dashboard.SendAsync(new { type = "config/auth/update", user_id = unheard, name = "Friederike" });
        await dashboard.ExpectAsync("user_updated", one => one.GetProperty("data").GetProperty("user_id").GetString() == unheard);
        await dashboard.DoAsync("ping");

        Assert.DoesNotContain(
            dashboard.Program.Heard("user_added"),
            message => message.GetProperty("value").GetProperty("data").GetProperty("user_id").GetString() == unheard);
        Assert.Empty(dashboard.Program.Heard("warning"));
    }

    [Fact]
    public async Task WorksForSomebodyWhoIsNoAdministrator()
    {
        await using var admin = await Dashboard.ConnectedAsync(node, shared.Server);
        var id = await CreateUserAsync(admin, "Gustav", "system-users");
        await admin.SendAsync(new { type = "config/auth_provider/homeassistant/create", user_id = id, username = "gustav", password = TestHouse.Password });

        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server, "gustav");
        await dashboard.DoAsync("subscribeConfig");
        await dashboard.DoAsync("subscribeServices");
        await dashboard.DoAsync("subscribeEntities");

        Assert.Equal("Gustav", (await dashboard.DoAsync("getUser")).GetProperty("name").GetString());
        await dashboard.ExpectAsync("config");
        await dashboard.ExpectAsync("services");
        await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.anna_muster") is not null);
        Assert.Equal("unauthorized", await dashboard.FailsAsync("subscribeEvents", new { type = "user_added" }));
        Assert.Equal("unauthorized", await dashboard.FailsAsync("send", new { command = new { type = "person/create", name = "Nobody" } }));
    }

    [Fact]
    public async Task RefreshesAnExpiredAccessTokenBeforeItConnects()
    {
        await using var dashboard = await Dashboard.StartAsync(node, shared.Server);
        var before = await dashboard.SignInAsync(shared.Server);
        await dashboard.Program.ExpectAsync("saved");

        await dashboard.DoAsync("expire");
        await dashboard.DoAsync("connect");

        var refresh = Assert.Single(Refreshes(dashboard));
        Assert.Equal(before.GetProperty("refresh_token").GetString(), refresh.GetProperty("form").GetProperty("refresh_token").GetString());
        Assert.Equal(200, refresh.GetProperty("status").GetInt32());
        var saved = (await dashboard.Program.ExpectAsync("saved")).GetProperty("tokens");
        Assert.Equal(before.GetProperty("refresh_token").GetString(), saved.GetProperty("refresh_token").GetString());
        Assert.Equal("Anna Muster", (await dashboard.DoAsync("getUser")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task IsToldThatACodeIsWrongOrSpent()
    {
        await using var dashboard = await Dashboard.StartAsync(node, shared.Server);
        var authCode = await ApiSignIn.CodeAsync(shared.Server, Dashboard.ClientId);
        await dashboard.DoAsync("signIn", new { clientId = Dashboard.ClientId, authCode });

        Assert.Equal("ERR_INVALID_AUTH", await dashboard.FailsAsync("signIn", new { clientId = Dashboard.ClientId, authCode }));
        Assert.Equal("ERR_INVALID_AUTH", await dashboard.FailsAsync("signIn", new { clientId = Dashboard.ClientId, authCode = "wrong" }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivesUpAfterOneFurtherSocketWhenItsTokenIsRevoked(bool accessTokenExpired)
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);
        await dashboard.DoAsync("subscribeEntities");
        var tokenId = await dashboard.OwnTokenIdAsync();
        if (accessTokenExpired)
        {
            await dashboard.DoAsync("expire");
        }

        await using var other = await Dashboard.ConnectedAsync(node, shared.Server);
        await other.SendAsync(new { type = "auth/delete_refresh_token", refresh_token_id = tokenId });

        Assert.Equal("ERR_INVALID_AUTH", await dashboard.SignedOutAsync());
        await dashboard.Program.EndsAsync();
        Assert.Equal(2, dashboard.Program.Heard("socket").Count);
        // Once, or twice when the first refusal was quicker than the socket.
        Assert.InRange(Refreshes(dashboard).Count, accessTokenExpired ? 1 : 0, accessTokenExpired ? 2 : 0);
        Assert.All(Refreshes(dashboard), refresh => Assert.Equal(400, refresh.GetProperty("status").GetInt32()));

        // The one who did it notices nothing.
        await other.DoAsync("ping");
        Assert.Single(other.Program.Heard("socket"));
    }

    [Fact]
    public async Task RevokesItsOwnToken()
    {
        await using var dashboard = await Dashboard.ConnectedAsync(node, shared.Server);

        await dashboard.DoAsync("revoke");

        Assert.Equal("ERR_INVALID_AUTH", await dashboard.SignedOutAsync());
        Assert.Equal("ERR_INVALID_AUTH", await dashboard.FailsAsync("refresh"));
        Assert.Equal("ERR_INVALID_AUTH", await dashboard.FailsAsync("connect"));
        await dashboard.Program.ExpectAsync("saved", saved => saved.GetProperty("tokens").ValueKind == JsonValueKind.Null);
        await dashboard.Program.EndsAsync();
        Assert.Equal(3, dashboard.Program.Heard("socket").Count);
    }

    [Fact]
    public async Task UsesALongLivedTokenUntilItIsDeleted()
    {
        await using var owner = await Dashboard.ConnectedAsync(node, shared.Server);
        var token = (await owner.SendAsync(new { type = "auth/long_lived_access_token", client_name = "Wall panel", lifespan = 365 })).GetString();

        await using var panel = await Dashboard.StartAsync(node, shared.Server);
        await panel.DoAsync("useLongLivedToken", new { token });
        await panel.DoAsync("connect");
        await panel.DoAsync("subscribeEntities");
        Assert.Equal("Anna Muster", (await panel.DoAsync("getUser")).GetProperty("name").GetString());
        await panel.ExpectAsync("entities", entities => FriendlyName(entities, "person.anna_muster") is not null);

        await owner.SendAsync(new { type = "auth/delete_refresh_token", refresh_token_id = await panel.OwnTokenIdAsync() });

        Assert.Equal("ERR_INVALID_AUTH", await panel.SignedOutAsync());
        Assert.Equal("ERR_INVALID_AUTH", await panel.FailsAsync("connect"));
        await panel.Program.EndsAsync();
        Assert.Equal(3, panel.Program.Heard("socket").Count);
        Assert.Empty(panel.Program.Heard("request"));
    }

    [Fact]
    public async Task DoesNotNoticeThatTheHouseWasRestarted()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-restart-").FullName;
        try
        {
            var before = await HouseServer.ClaimedAsync(settings: SharedHouse.Settings, folder: folder);
            await using var dashboard = await Dashboard.ConnectedAsync(node, before);
            await dashboard.DoAsync("subscribeConfig");
            await dashboard.DoAsync("subscribeServices");
            await dashboard.DoAsync("subscribeEntities");
            await dashboard.DoAsync("subscribeEvents", new { type = "user_added" });
            await dashboard.ExpectAsync("entities");

            await before.DisposeAsync();
            await dashboard.Program.ExpectAsync("disconnected");
            await dashboard.DoAsync("expire");
            await using var after = HouseServer.Started(folder, settings: SharedHouse.Settings, port: before.Address.Port);
            await dashboard.Program.ExpectAsync("ready");

            Assert.Contains(200, Refreshes(dashboard).Select(refresh => refresh.GetProperty("status").GetInt32()));
            await CreateUserAsync(dashboard, "Hanna");
            await dashboard.ExpectAsync("user_added");
            await dashboard.SendAsync(new { type = "person/create", name = "Hanna" });
            await dashboard.ExpectAsync("entities", entities => FriendlyName(entities, "person.hanna") is not null);
            Assert.Equal("Anna Muster", (await dashboard.DoAsync("getUser")).GetProperty("name").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<JsonElement> Refreshes(Dashboard dashboard) =>
        [.. dashboard.Program.Heard("request").Where(request => request.GetProperty("form").GetProperty("grant_type").GetString() == "refresh_token")];

    private static string? FriendlyName(JsonElement entities, string entityId) =>
        entities.TryGetProperty(entityId, out var entity) ? entity.GetProperty("attributes").GetProperty("friendly_name").GetString() : null;

    private static async Task<string> CreateUserAsync(Dashboard dashboard, string name, params string[] groups) =>
        (await dashboard.SendAsync(new { type = "config/auth/create", name, group_ids = groups })).GetProperty("user").GetProperty("id").GetString()!;
}
