using System.Net;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Api;

/// <summary>Home Assistant's own assertions about users, logins, persons, events and front-end data; the trait is the line of the checklist.</summary>
public sealed class HouseContractTests : IAsyncLifetime
{
    private const string Logins = "config/auth_provider/homeassistant/";
    private HouseServer _server = default!;
    private HttpClient _client = default!;
    private HomeAssistantSocket _owner = default!;
    private string _ownerId = "";

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync();
        _client = _server.Client();
        _ownerId = await _server.OwnerIdAsync();
        _owner = await AsAsync(_ownerId);
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("HA", "192")]
    [Trait("HA", "194")]
    public async Task UsersAreCreatedAndListed()
    {
        var (systemId, _, _) = await _server.AddSystemAsync();
        var user = (await _owner.ResultAsync("config/auth/create", new { name = "Berta", group_ids = new[] { "system-users" }, local_only = true })).GetProperty("user");
        var id = user.GetProperty("id").GetString();
        Assert.Equal(
            $$"""{"id":"{{id}}","username":null,"name":"Berta","is_owner":false,"is_active":true,"local_only":true,"system_generated":false,"group_ids":["system-users"],"credentials":[]}""",
            user.GetRawText());
        var users = (await _owner.ResultAsync("config/auth/list")).EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!);
        Assert.Equal(3, users.Count);
        Assert.True(users[systemId].GetProperty("system_generated").GetBoolean());
        Assert.Equal("anna", users[_ownerId].GetProperty("username").GetString());
        Assert.Equal("""[{"type":"homeassistant"}]""", users[_ownerId].GetProperty("credentials").GetRawText());
        Assert.Equal("unknown_error", await _owner.ErrorAsync("config/auth/create", new { name = "Cara", group_ids = new[] { "nothing" } }));
    }

    [Fact]
    [Trait("HA", "195")]
    [Trait("HA", "196")]
    public async Task UsersAreChangedButNotTheSystemsNorTheOwnersByOthers()
    {
        var berta = await _server.AddUserAsync("berta");
        var (systemId, _, _) = await _server.AddSystemAsync();
        var changed = (await _owner.ResultAsync("config/auth/update", new { user_id = berta, name = "Bertha", group_ids = new[] { "system-admin" } })).GetProperty("user");
        Assert.Equal("Bertha", changed.GetProperty("name").GetString());
        Assert.Equal("system-admin", changed.GetProperty("group_ids")[0].GetString());
        await using var admin = await AsAsync(berta);
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth/update", new { user_id = _ownerId, name = "Nobody" }));
        Assert.Equal("unauthorized", await admin.ErrorAsync("config/auth/delete", new { user_id = _ownerId }));
        Assert.Equal("cannot_modify_system_generated", await _owner.ErrorAsync("config/auth/update", new { user_id = systemId, name = "x" }));
        Assert.Equal("cannot_deactivate_owner", await _owner.ErrorAsync("config/auth/update", new { user_id = _ownerId, is_active = false }));
        Assert.Equal("not_found", await _owner.ErrorAsync("config/auth/update", new { user_id = "nobody", name = "x" }));
        Assert.Equal("invalid_format", await _owner.ErrorAsync("config/auth/update", new { user_id = berta, name = (string?)null }));

        Assert.False((await _owner.ResultAsync("config/auth/update", new { user_id = berta, is_active = false })).GetProperty("user").GetProperty("is_active").GetBoolean());
        Assert.Null(await admin.ReadAsync());
        Assert.True((await _owner.ResultAsync("config/auth/update", new { user_id = berta, is_active = true })).GetProperty("user").GetProperty("is_active").GetBoolean());
    }

    [Fact]
    [Trait("HA", "94")]
    [Trait("HA", "96")]
    [Trait("HA", "193")]
    [Trait("HA", "221")]
    public async Task ARemovedUserIsGoneWithTokensAndSocketsAndThePersonStays()
    {
        Assert.Equal("no_delete_self", await _owner.ErrorAsync("config/auth/delete", new { user_id = _ownerId }));
        Assert.Equal("not_found", await _owner.ErrorAsync("config/auth/delete", new { user_id = "nobody" }));
        var berta = await _server.AddUserAsync("berta");
        await _owner.ResultAsync("person/create", new { name = "Berta", user_id = berta });
        var (access, refresh, _) = await _server.TokensOfAsync(berta);
        await using var socket = await HomeAssistantSocket.ConnectAsync(_server.Address, access);
        await _owner.ResultAsync("subscribe_events", new { event_type = "user_removed" });
        Assert.Equal(JsonValueKind.Null, (await _owner.ResultAsync("config/auth/delete", new { user_id = berta })).ValueKind);
        Assert.Null(await socket.ReadAsync());
        var happened = await _owner.EventAsync();
        Assert.Equal(berta, happened.GetProperty("data").GetProperty("user_id").GetString());
        Assert.Equal(_ownerId, happened.GetProperty("context").GetProperty("user_id").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.RefreshAsync(refresh)).StatusCode);
        var person = (await _owner.ResultAsync("person/list")).GetProperty("storage").EnumerateArray().Single(row => row.GetProperty("id").GetString() == "berta");
        Assert.False(person.TryGetProperty("user_id", out _));
    }

    [Fact]
    [Trait("HA", "197")]
    [Trait("HA", "198")]
    [Trait("HA", "199")]
    public async Task LoginsAreGivenByAdministratorsInTheirNormalForm()
    {
        var (systemId, _, _) = await _server.AddSystemAsync();
        var berta = (await _owner.ResultAsync("config/auth/create", new { name = "Berta" })).GetProperty("user").GetProperty("id").GetString();
        Assert.Equal("system_generated", await _owner.ErrorAsync(Logins + "create", Login(systemId, "berta")));
        Assert.Equal("not_found", await _owner.ErrorAsync(Logins + "create", Login("nobody", "berta")));
        var taken = await _owner.FailAsync(Logins + "create", Login(berta, "anna"));
        Assert.Equal(
            """{"code":"home_assistant_error","message":"username_already_exists","translation_key":"username_already_exists","translation_placeholders":{"username":"anna"},"translation_domain":"auth"}""",
            taken.GetRawText());
        var odd = await _owner.FailAsync(Logins + "create", Login(berta, "BerTa"));
        Assert.Equal(
            """{"code":"home_assistant_error","message":"username_not_normalized","translation_key":"username_not_normalized","translation_placeholders":{"new_username":"BerTa"},"translation_domain":"auth"}""",
            odd.GetRawText());
        Assert.Equal(JsonValueKind.Null, (await _owner.ResultAsync(Logins + "create", Login(berta, "berta"))).ValueKind);
        await _client.SignInAsApiAsync("berta");
        Assert.Equal("login_exists", (await _owner.FailAsync(Logins + "create", Login(berta, "berta2"))).GetProperty("message").GetString());

        static object Login(string? userId, string username) => new { user_id = userId, username, password = TestHouse.Password };
    }

    [Fact]
    [Trait("HA", "200")]
    public async Task ALoginIsTakenAwayWithItsCredential()
    {
        var berta = await _server.AddUserAsync("berta");
        Assert.Equal("user_not_found", (await _owner.FailAsync(Logins + "delete", new { username = "nobody" })).GetProperty("translation_key").GetString());
        await _owner.ResultAsync(Logins + "delete", new { username = "berta" });
        var users = await _owner.ResultAsync("config/auth/list");
        var row = users.EnumerateArray().Single(user => user.GetProperty("id").GetString() == berta);
        Assert.Equal(JsonValueKind.Null, row.GetProperty("username").ValueKind);
        Assert.Equal(0, row.GetProperty("credentials").GetArrayLength());
        Assert.Equal("unauthorized", await _owner.ErrorAsync(Logins + "delete", new { username = "anna" }));
    }

    [Fact]
    [Trait("HA", "201")]
    public async Task APersonChangesTheirOwnPassword()
    {
        const string next = "eleven loud badgers";
        Assert.Equal("invalid_current_password", await _owner.ErrorAsync(Logins + "change_password", new { current_password = "wrong", new_password = next }));
        await _owner.ResultAsync(Logins + "change_password", new { current_password = TestHouse.Password, new_password = next });
        Assert.Equal("create_entry", (await (await _client.AnswerFlowAsync(await _client.StartFlowAsync(), password: next)).JsonAsync()).GetProperty("type").GetString());
        var cara = (await _owner.ResultAsync("config/auth/create", new { name = "Cara" })).GetProperty("user").GetProperty("id").GetString()!;
        await using var socket = await AsAsync(cara);
        Assert.Equal("credentials_not_found", await socket.ErrorAsync(Logins + "change_password", new { current_password = "x", new_password = next }));
    }

    [Fact]
    [Trait("HA", "113")]
    [Trait("HA", "202")]
    [Trait("HA", "203")]
    public async Task TheOwnerAloneChangesOthersLogins()
    {
        var berta = await _server.AddUserAsync("berta", Group.AdminId);
        await using var admin = await AsAsync(berta);
        foreach (var (command, field, value) in new[] { ("admin_change_password", "password", "eleven loud badgers"), ("admin_change_username", "username", "bertha") })
        {
            Assert.Equal("unauthorized", await admin.ErrorAsync(Logins + command, Fields(_ownerId, field, value)));
            Assert.Equal("user_not_found", await _owner.ErrorAsync(Logins + command, Fields("nobody", field, value)));
            var cara = (await _owner.ResultAsync("config/auth/create", new { name = "Cara" })).GetProperty("user").GetProperty("id").GetString()!;
            Assert.Equal("credentials_not_found", await _owner.ErrorAsync(Logins + command, Fields(cara, field, value)));
            await _owner.ResultAsync(Logins + command, Fields(berta, field, value));
        }

        foreach (var odd in new[] { " bertha", "bertha ", "Bertha" })
        {
            Assert.Equal("username_not_normalized", (await _owner.FailAsync(Logins + "admin_change_username", Fields(berta, "username", odd))).GetProperty("message").GetString());
        }

        var flow = await _client.AnswerFlowAsync(await _client.StartFlowAsync(), "bertha", "eleven loud badgers");
        Assert.Equal("create_entry", (await flow.JsonAsync()).GetProperty("type").GetString());
        Assert.Equal("invalid_auth", (await (await _client.AnswerFlowAsync(await _client.StartFlowAsync(), "berta", "eleven loud badgers")).JsonAsync())
            .GetProperty("errors").GetProperty("base").GetString());

        static Dictionary<string, object> Fields(string userId, string field, string value) => new() { ["user_id"] = userId, [field] = value };
    }

    [Fact]
    [Trait("HA", "191")]
    [Trait("HA", "221")]
    public async Task PersonsAreChangedByAdministratorsAlone()
    {
        var berta = await _server.AddUserAsync("berta");
        await using var user = await AsAsync(berta);
        foreach (var (command, fields) in new (string, object)[]
        {
            ("person/create", new { name = "Cara" }), ("person/update", new { person_id = "anna_muster", name = "x" }), ("person/delete", new { person_id = "anna_muster" }),
            ("config/auth/list", new { }), ("config/auth/create", new { name = "x" }), ("config/auth/update", new { user_id = berta }), ("config/auth/delete", new { user_id = berta }),
        })
        {
            Assert.Equal("unauthorized", await user.ErrorAsync(command, fields));
        }

        Assert.Equal("""{"id":"cara","name":"Cara","device_trackers":[]}""", (await _owner.ResultAsync("person/create", new { name = "Cara" })).GetRawText());
        Assert.Equal("cara_2", (await _owner.ResultAsync("person/create", new { name = "Cará", user_id = berta })).GetProperty("id").GetString());
        Assert.Equal("User already taken", (await _owner.FailAsync("person/create", new { name = "Dora", user_id = berta })).GetProperty("message").GetString());
        Assert.Equal("User does not exist", (await _owner.FailAsync("person/create", new { name = "Dora", user_id = "nobody" })).GetProperty("message").GetString());
        Assert.Equal("invalid_format", await _owner.ErrorAsync("person/create", new { name = "" }));
        Assert.Equal("invalid_format", await _owner.ErrorAsync("person/create", new { name = "Dora", device_trackers = new[] { "light.lamp" } }));
        Assert.Equal("not_found", await _owner.ErrorAsync("person/update", new { person_id = "nobody", name = "x" }));
        Assert.Equal("not_found", await _owner.ErrorAsync("person/delete", new { person_id = "nobody" }));
        var changed = await _owner.ResultAsync("person/update", new { person_id = "cara_2", user_id = (string?)null, device_trackers = new[] { "device_tracker.phone" } });
        Assert.Equal("""{"id":"cara_2","name":"Cará","device_trackers":["device_tracker.phone"]}""", changed.GetRawText());
    }

    [Fact]
    public async Task EntitiesFollowPersonsInBothForms()
    {
        await _owner.ResultAsync("subscribe_entities");
        var first = await _owner.EventAsync();
        var anna = first.GetProperty("a").GetProperty("person.anna_muster");
        Assert.Equal("unknown", anna.GetProperty("s").GetString());
        Assert.Equal("Anna Muster", anna.GetProperty("a").GetProperty("friendly_name").GetString());
        Assert.False(anna.TryGetProperty("lu", out _));

        await using var hearer = await AsAsync(_ownerId);
        await hearer.ResultAsync("subscribe_events", new { event_type = "state_changed" });
        await _owner.ResultAsync("person/create", new { name = "Cara" });
        Assert.True((await _owner.EventAsync()).GetProperty("a").TryGetProperty("person.cara", out _));
        var created = (await hearer.EventAsync()).GetProperty("data");
        Assert.Equal(JsonValueKind.Null, created.GetProperty("old_state").ValueKind);
        Assert.Equal("person.cara", created.GetProperty("new_state").GetProperty("entity_id").GetString());

        await _owner.ResultAsync("person/update", new { person_id = "cara", name = "Karla" });
        var difference = (await _owner.EventAsync()).GetProperty("c").GetProperty("person.cara").GetProperty("+");
        Assert.Equal("""{"friendly_name":"Karla"}""", difference.GetProperty("a").GetRawText());
        Assert.True(difference.TryGetProperty("lu", out _));
        Assert.False(difference.TryGetProperty("s", out _));
        Assert.Equal("Karla", (await hearer.EventAsync()).GetProperty("data").GetProperty("new_state").GetProperty("attributes").GetProperty("friendly_name").GetString());

        await _owner.ResultAsync("person/delete", new { person_id = "cara" });
        Assert.Equal("""{"r":["person.cara"]}""", (await _owner.EventAsync()).GetRawText());
        Assert.Equal(JsonValueKind.Null, (await hearer.EventAsync()).GetProperty("data").GetProperty("new_state").ValueKind);
        Assert.Equal(["person.anna_muster"], (await _owner.ResultAsync("get_states")).EnumerateArray().Select(state => state.GetProperty("entity_id").GetString()));
    }

    [Fact]
    [Trait("HA", "153")]
    [Trait("HA", "213")]
    public async Task WhoMayNotReadHearsNothingOfEntities()
    {
        var nobody = await _server.AddUserAsync("berta", groupId: null);
        await using var socket = await AsAsync(nobody);
        Assert.Equal(0, (await socket.ResultAsync("get_states")).GetArrayLength());
        await socket.ResultAsync("subscribe_entities");
        Assert.Equal("""{"a":{}}""", (await socket.EventAsync()).GetRawText());
        await socket.ResultAsync("subscribe_events", new { event_type = "state_changed" });
        await socket.ResultAsync("subscribe_events", new { event_type = "themes_updated" });
        foreach (var fields in new object[] { new { }, new { event_type = "user_added" }, new { event_type = "anything" } })
        {
            Assert.Equal("unauthorized", await socket.ErrorAsync("subscribe_events", fields));
        }

        await _owner.ResultAsync("person/create", new { name = "Cara" });
        await _owner.ResultAsync("call_service", new { domain = "frontend", service = "reload_themes" });
        Assert.Equal("themes_updated", (await socket.EventAsync()).GetProperty("event_type").GetString());
        await using var reader = await AsAsync(await _server.AddUserAsync("dora", Group.ReadOnlyId));
        Assert.Equal(2, (await reader.ResultAsync("get_states")).GetArrayLength());
    }

    [Fact]
    [Trait("HA", "214")]
    [Trait("HA", "218")]
    public async Task ThemesAreChosenByAService()
    {
        await _owner.ResultAsync("subscribe_events", new { event_type = "themes_updated" });
        Assert.Equal("""{"themes":{},"default_theme":"default","default_dark_theme":null}""", (await _owner.ResultAsync("frontend/get_themes")).GetRawText());
        var answer = await _owner.ResultAsync(
            "call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "default", mode = "dark" }, target = new { entity_id = "all" }, return_response = true });
        Assert.Equal(_ownerId, answer.GetProperty("context").GetProperty("user_id").GetString());
        Assert.True(answer.TryGetProperty("response", out _));
        Assert.Equal("themes_updated", (await _owner.EventAsync()).GetProperty("event_type").GetString());
        await _owner.ResultAsync("call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "unheard of" }, return_response = false });
        Assert.Equal("""{"themes":{},"default_theme":"default","default_dark_theme":"default"}""", (await _owner.ResultAsync("frontend/get_themes")).GetRawText());
        Assert.Equal("not_found", await _owner.ErrorAsync("call_service", new { domain = "light", service = "turn_on" }));
        await using var user = await AsAsync(await _server.AddUserAsync("berta"));
        Assert.Equal("unauthorized", await user.ErrorAsync("call_service", new { domain = "frontend", service = "reload_themes" }));
    }

    [Fact]
    [Trait("HA", "218")]
    public async Task ThemesOfFilesAreToldInTheirOwnShapeAndAsSoonAsTheyAreThere()
    {
        await _owner.ResultAsync("subscribe_events", new { event_type = "themes_updated" });
        var file = Path.Combine(_server.Folder, "themes", "a.yaml");
        await File.WriteAllTextAsync(file + ".part", "Fjord:\n  primary-color: '#1f6f8b'\n  bad: url(x)\n  modes:\n    light: {}\n    dark:\n      primary-color: var(--x, red)\nOld:\n  accent-color: gold\n");
        File.Move(file + ".part", file);
        Assert.Equal(JsonValueKind.Null, (await _owner.EventAsync()).GetProperty("context").GetProperty("user_id").ValueKind);
        await _owner.ResultAsync("call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "Old" } });
        Assert.Equal(
            """{"themes":{"Fjord":{"primary-color":"#1f6f8b","modes":{"light":{},"dark":{"primary-color":"var(--x, red)"}}},"Old":{"accent-color":"gold"}},"default_theme":"Old","default_dark_theme":null}""",
            (await _owner.ResultAsync("frontend/get_themes")).GetRawText());

        // What programs cannot know is their own to them: a theme of this program, and one that is gone.
        await _owner.ResultAsync("call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "high-contrast", mode = "dark" } });
        File.Delete(file);
        await _owner.ResultAsync("call_service", new { domain = "frontend", service = "reload_themes" });
        Assert.Equal("""{"themes":{},"default_theme":"default","default_dark_theme":"default"}""", (await _owner.ResultAsync("frontend/get_themes")).GetRawText());
        await using var user = await AsAsync(await _server.AddUserAsync("berta"));
        Assert.Equal("unauthorized", await user.ErrorAsync("call_service", new { domain = "frontend", service = "set_theme", service_data = new { name = "default" } }));
    }

    [Fact]
    [Trait("HA", "216")]
    [Trait("HA", "217")]
    public async Task UserDataIsKeptPerPersonAndFollowed()
    {
        Assert.Equal("""{"value":null}""", (await _owner.ResultAsync("frontend/get_user_data", new { key = "core" })).GetRawText());
        var id = await _owner.SendCommandAsync("frontend/subscribe_user_data", new { key = "core" });
        Assert.Equal("""{"value":null}""", (await _owner.ReadAsync())!.Value.GetProperty("event").GetRawText());
        Assert.Equal(id, (await _owner.ReadAsync())!.Value.GetProperty("id").GetInt32());
        await _owner.ResultAsync("frontend/set_user_data", new { key = "core", value = new { showAdvanced = true } });
        Assert.Equal("""{"value":{"showAdvanced":true}}""", (await _owner.EventAsync()).GetRawText());
        await _owner.ResultAsync("frontend/set_user_data", new { key = "other", value = 7 });
        var all = (await _owner.ResultAsync("frontend/get_user_data")).GetProperty("value");
        Assert.True(all.GetProperty("core").GetProperty("showAdvanced").GetBoolean());
        Assert.Equal(7, all.GetProperty("other").GetInt32());
        await using var user = await AsAsync(await _server.AddUserAsync("berta"));
        Assert.Equal("""{"value":{}}""", (await user.ResultAsync("frontend/get_user_data")).GetRawText());
        Assert.Equal("unauthorized", await user.ErrorAsync("frontend/set_system_data", new { key = "core", value = 1 }));
        await _owner.ResultAsync("frontend/set_system_data", new { key = "core", value = 1 });
        Assert.Equal("""{"value":1}""", (await user.ResultAsync("frontend/get_system_data", new { key = "core" })).GetRawText());
        // A program may write nonsense where the pages keep their own choices; they must still open.
        await _owner.ResultAsync("frontend/set_user_data", new { key = "language", value = 7 });
        await _owner.ResultAsync("frontend/set_user_data", new { key = "theme", value = new[] { "x" } });
        await _client.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/profile")).StatusCode);
    }

    [Fact]
    [Trait("HA", "219")]
    public async Task WhatProgramsAskWhenTheyStartIsAnswered()
    {
        await using var user = await AsAsync(await _server.AddUserAsync("berta"));
        Assert.False((await user.ResultAsync("get_panels")).TryGetProperty("config", out _));
        Assert.True((await _owner.ResultAsync("get_panels")).GetProperty("config").GetProperty("require_admin").GetBoolean());
        var config = await user.ResultAsync("get_config");
        Assert.Equal("RUNNING", config.GetProperty("state").GetString());
        Assert.Contains("person", config.GetProperty("components").EnumerateArray().Select(component => component.GetString()));
        Assert.True((await user.ResultAsync("get_services")).GetProperty("frontend").TryGetProperty("set_theme", out _));
        foreach (var list in new[] { "config/area_registry/list", "config/device_registry/list", "config/entity_registry/list", "config/floor_registry/list", "config/label_registry/list", "zone/list", "config_entries/get" })
        {
            Assert.Equal("[]", (await user.ResultAsync(list)).GetRawText());
        }

        await _owner.ResultAsync("subscribe_events", new { event_type = "never_heard_of" });
        Assert.Equal("not_found", await _owner.ErrorAsync("unsubscribe_events", new { subscription = 999 }));
    }

    [Fact]
    [Trait("HA", "12")]
    [Trait("HA", "20")]
    [Trait("HA", "21")]
    public async Task WhoMayOnlyComeFromHomeIsToldSoElsewhere()
    {
        var berta = await _server.AddUserAsync("berta", localOnly: true);
        var (access, refresh, _) = await _server.TokensOfAsync(berta);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsAsync(access)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.RefreshAsync(refresh)).StatusCode);
        var code = await _client.CodeAsync("berta");

        using var away = _server.Client();
        away.DefaultRequestHeaders.Add(PretendedAddress.Header, "203.0.113.7");
        var login = await away.AnswerFlowAsync(await away.StartFlowAsync(), "berta");
        Assert.Equal(HttpStatusCode.Forbidden, login.StatusCode);
        Assert.Equal("Login blocked: User cannot authenticate remotely", (await login.JsonAsync()).GetProperty("message").GetString());
        Assert.Equal("invalid_auth", (await (await away.AnswerFlowAsync(await away.StartFlowAsync(), "berta", "wrong")).JsonAsync()).GetProperty("errors").GetProperty("base").GetString());
        const string denied = """{"error":"access_denied","error_description":"User cannot authenticate remotely"}""";
        foreach (var answer in new[] { await away.RedeemAsync(code), await away.RefreshAsync(refresh) })
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(denied, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await away.GetAsAsync(access)).StatusCode);
        // Who is turned away was never signed in, so there was nothing to revoke.
        await using var scope = _server.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().SecurityEvents.AnyAsync(entry => entry.UserId == berta && entry.Type == "token_revoked"));
    }

    [Fact]
    [Trait("HA", "13")]
    public async Task AFlowStaysWhereItWasBegun()
    {
        var flowId = await _client.StartFlowAsync();
        using var away = _server.Client();
        away.DefaultRequestHeaders.Add(PretendedAddress.Header, "203.0.113.7");
        var answer = await away.AnswerFlowAsync(flowId);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("IP address changed", (await answer.JsonAsync()).GetProperty("message").GetString());
        Assert.Equal("create_entry", (await (await _client.AnswerFlowAsync(flowId)).JsonAsync()).GetProperty("type").GetString());
    }

    private async Task<HomeAssistantSocket> AsAsync(string userId) =>
        await HomeAssistantSocket.ConnectAsync(_server.Address, (await _server.TokensOfAsync(userId)).Access);
}
