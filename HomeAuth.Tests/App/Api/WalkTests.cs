using System.Net;
using System.Text;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Who gets what: each route and each command as everybody, compared with a table that was written by hand.</summary>
public sealed class WalkTests
{
    private const string Everybody = "200 200 200 200 200";
    private const string SignedIn = "401 200 200 200 200";
    private const string Nowhere = "404 404 404 404 404";
    private const string Person = "302:/auth/authorize 200 200 200 200";
    private const string Stranger = "200 302:/ 302:/ 302:/ 302:/";

    // What only the script of our own page may ask, which says where it stands.
    private const string Forbidden = "403 403 403 403 403";
    private const string ForbiddenHere = "401 403 403 403 403";

    // A form without the token of its page: the page itself again. A stranger has never seen such a page.
    private const string PersonForm = "401 303 303 303 303";
    private const string OpenForm = "303 303 303 303 303";

    // Anonymous, reader, user, administrator, owner.
    private static readonly Dictionary<string, (string Expected, string? Body)> Routes = new()
    {
        ["ANY /.well-known/{**rest}"] = (Nowhere, null),
        ["ANY /api/{**rest}"] = (Nowhere, null),
        ["DELETE /auth/login_flow/{flowId}"] = (Nowhere, null),
        ["GET /"] = (Person, null),
        ["GET /.well-known/change-password"] = ("302:/profile/security 302:/profile/security 302:/profile/security 302:/profile/security 302:/profile/security", null),
        ["GET /.well-known/oauth-authorization-server"] = (Everybody, null),
        ["GET /.well-known/oauth-protected-resource"] = (Everybody, null),
        ["GET /api/"] = (SignedIn, null),
        ["GET /api/config"] = (SignedIn, null),
        ["GET /api/onboarding/"] = (Everybody, null),
        ["GET /api/onboarding/installation_type"] = ("401 401 401 401 401", null),
        ["GET /api/services"] = (SignedIn, null),
        ["GET /api/states"] = (SignedIn, null),
        ["GET /api/states/{entityId}"] = (SignedIn, null),
        ["GET /api/websocket"] = ("426 426 426 426 426", null),
        ["GET /auth/authorize"] = (Stranger, null),
        ["GET /auth/login_flow/"] = ("405 405 405 405 405", null),
        ["GET /auth/login_flow/{flowId}"] = (Nowhere, null),
        ["GET /auth/providers"] = (Everybody, null),
        ["GET /banned"] = ("302:/ 302:/ 302:/ 302:/ 302:/", null),
        ["GET /closed"] = ("302:/ 302:/ 302:/ 302:/ 302:/", null),
        ["GET /error"] = (Everybody, null),
        ["GET /help/api"] = (Everybody, null),
        ["GET /help/connection"] = (Everybody, null),
        ["GET /help/connection/events"] = (Everybody, null),
        ["GET /help/connection/session"] = (Everybody, null),
        ["GET /help/connection/socket"] = ("426 426 426 426 426", null),
        ["GET /help/locked-out"] = (Everybody, null),
        ["GET /alerts/{Secret}"] = ("410 410 410 410 410", null),
        ["GET /history"] = (Person, null),
        ["GET /history.csv"] = (Person, null),
        ["GET /history.json"] = (Person, null),
        ["GET /invite/{Secret}"] = ("410 410 410 410 410", null),
        ["GET /not-found"] = (Everybody, null),
        ["GET /onboarding"] = (Stranger, null),
        ["GET /onboarding/done"] = (Everybody, null),
        ["GET /onboarding/owner"] = (Stranger, null),
        ["GET /onboarding/recovery"] = (Everybody, null),
        ["GET /people"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /people/{UserId}"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /people/{UserId}/{Tab}"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /api/image/serve/{imageId}/{size}"] = (Nowhere, null),
        ["HEAD /api/image/serve/{imageId}/{size}"] = (Nowhere, null),
        ["GET /people/groups"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /people/permissions"] = (Person, null),
        ["GET /recover"] = (Everybody, null),
        ["GET /recover/file"] = (Everybody, null),
        ["GET /recover/{Secret}"] = ("410 410 410 410 410", null),
        ["GET /openapi/{documentName}.json"] = (Everybody, null),
        ["GET /profile"] = (Person, null),
        ["GET /profile/security"] = (Person, null),
        ["GET /settings"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /settings/deprecated"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /settings/import"] = ("302:/auth/authorize 403 403 200 200", null),
        ["GET /settings/themes"] = ("302:/auth/authorize 403 403 200 200", null),
        ["HEAD /.well-known/oauth-authorization-server"] = (Everybody, null),
        ["HEAD /.well-known/oauth-protected-resource"] = (Everybody, null),
        ["HEAD /api/"] = (SignedIn, null),
        ["HEAD /api/config"] = (SignedIn, null),
        ["HEAD /api/onboarding/"] = (Everybody, null),
        ["HEAD /api/onboarding/installation_type"] = ("401 401 401 401 401", null),
        ["HEAD /api/services"] = (SignedIn, null),
        ["HEAD /api/states"] = (SignedIn, null),
        ["HEAD /api/states/{entityId}"] = (SignedIn, null),
        ["HEAD /auth/login_flow/"] = ("405 405 405 405 405", null),
        ["HEAD /auth/login_flow/{flowId}"] = (Nowhere, null),
        ["HEAD /auth/providers"] = (Everybody, null),
        ["POST /"] = (PersonForm, ""),
        ["POST /api/onboarding/analytics"] = ("401 403 403 403 403", ""),
        ["POST /api/onboarding/core_config"] = ("401 403 403 403 403", ""),
        ["POST /api/onboarding/integration"] = ("401 403 403 403 403", """{"client_id":"http://localhost:5000/","redirect_uri":"http://localhost:5000/callback"}"""),
        ["POST /api/onboarding/integration/wait"] = (Everybody, """{"domain":"auth"}"""),
        ["POST /api/onboarding/users"] = (
            "403 403 403 403 403", """{"name":"Eve","username":"eve","password":"a long enough one","client_id":"http://localhost:5000/","language":"en"}"""),
        ["POST /auth/authorize"] = (OpenForm, ""),
        ["POST /auth/link_user"] = ("401 400 400 400 400", """{"client_id":"http://localhost:5000/","code":"none"}"""),
        ["POST /auth/login_flow/"] = ("400 400 400 400 400", "{}"),
        ["POST /auth/login_flow/{flowId}"] = (Nowhere, """{"client_id":"http://localhost:5000/"}"""),
        ["POST /auth/logout"] = ("302:/auth/authorize 302:/ 302:/ 302:/ 302:/", ""),
        ["POST /auth/passkey/invitation/options"] = (Forbidden, "{}"),
        ["POST /auth/passkey/options"] = (Forbidden, "{}"),
        ["POST /auth/passkey/proof"] = (ForbiddenHere, "{}"),
        ["POST /auth/passkey/proof/options"] = (ForbiddenHere, "{}"),
        ["POST /auth/passkey/registration"] = (ForbiddenHere, "{}"),
        ["POST /auth/passkey/registration/options"] = (ForbiddenHere, "{}"),
        ["POST /auth/revoke"] = (Everybody, "token=none"),
        ["POST /auth/token"] = ("400 400 400 400 400", "grant_type=refresh_token&refresh_token=none"),
        ["POST /banned"] = (OpenForm, ""),
        ["POST /closed"] = (OpenForm, ""),
        ["POST /error"] = (OpenForm, ""),
        ["POST /language"] = (OpenForm, ""),
        ["POST /help/api"] = (OpenForm, ""),
        ["POST /help/connection"] = (OpenForm, ""),
        ["POST /help/locked-out"] = (OpenForm, ""),
        ["POST /alerts/{Secret}"] = (OpenForm, ""),
        ["POST /history"] = (PersonForm, ""),
        ["POST /invite/{Secret}"] = (OpenForm, ""),
        ["POST /not-found"] = (OpenForm, ""),
        ["POST /onboarding"] = (OpenForm, ""),
        ["POST /onboarding/done"] = (OpenForm, ""),
        ["POST /onboarding/owner"] = (OpenForm, ""),
        ["POST /onboarding/recovery"] = (OpenForm, ""),
        ["POST /people"] = ("401 403 403 303 303", ""),
        ["POST /people/{UserId}"] = ("401 403 403 303 303", ""),
        ["POST /people/{UserId}/{Tab}"] = ("401 403 403 303 303", ""),
        ["POST /people/groups"] = ("401 403 403 303 303", ""),
        ["POST /people/permissions"] = (PersonForm, ""),
        ["POST /recover"] = (OpenForm, ""),
        ["POST /recover/file"] = (OpenForm, ""),
        ["POST /recover/{Secret}"] = (OpenForm, ""),
        ["POST /profile"] = (PersonForm, ""),
        ["POST /profile/security"] = (PersonForm, ""),
        ["POST /settings"] = ("401 403 403 303 303", ""),
        ["POST /settings/deprecated"] = ("401 403 403 303 303", ""),
        ["POST /settings/import"] = ("401 403 403 303 303", ""),
        ["POST /settings/themes"] = ("401 403 403 303 303", ""),
    };

    // Reader, user, administrator, owner; given the values of CommandSamples. A stranger gives no command at all.
    private static readonly Dictionary<string, string> Commands = new()
    {
        ["ping"] = "ok ok ok ok",
        ["supported_features"] = "ok ok ok ok",
        ["unsubscribe_events"] = "not_found not_found not_found not_found",
        ["auth/current_user"] = "ok ok ok ok",
        ["auth/long_lived_access_token"] = "ok ok ok ok",
        ["auth/refresh_tokens"] = "ok ok ok ok",
        ["auth/delete_refresh_token"] = "invalid_token_id invalid_token_id invalid_token_id invalid_token_id",
        ["auth/delete_all_refresh_tokens"] = "ok ok ok ok",
        ["auth/refresh_token_set_expiry"] = "invalid_token_id invalid_token_id invalid_token_id invalid_token_id",
        ["auth/sign_path"] = "ok ok ok ok",
        ["homeauth/reauth"] = "invalid_format invalid_format invalid_format invalid_format",
        ["homeauth/credentials/list"] = "ok ok ok ok",
        ["homeauth/credentials/unlink"] = "not_found not_found not_found not_found",
        ["homeauth/mfa/list"] = "ok ok ok ok",
        ["homeauth/mfa/remove"] = "not_found not_found not_found not_found",
        ["homeauth/passkeys/list"] = "ok ok ok ok",
        ["homeauth/passkeys/remove"] = "not_found not_found not_found not_found",
        ["homeauth/recovery_codes/info"] = "ok ok ok ok",
        ["homeauth/recovery_codes/create"] = "ok ok ok ok",
        ["homeauth/users/reset_link"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/users/reset_mfa"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/users/list"] = "unauthorized unauthorized ok ok",
        ["homeauth/users/create"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/users/update"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/users/revoke_tokens"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/users/limit_token"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/invitations/list"] = "unauthorized unauthorized ok ok",
        ["homeauth/invitations/create"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/invitations/revoke"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/services/create"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/services/update"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/services/create_token"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/history/list"] = "unauthorized unauthorized ok ok",
        ["homeauth/permissions"] = "ok ok ok ok",
        ["homeauth/groups/list"] = "unauthorized unauthorized ok ok",
        ["homeauth/groups/create"] = "unauthorized unauthorized home_assistant_error home_assistant_error",
        ["homeauth/groups/update"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/groups/delete"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/settings/get"] = "unauthorized unauthorized ok ok",
        ["homeauth/settings/update"] = "unauthorized unauthorized ok ok",
        ["homeauth/bans/list"] = "unauthorized unauthorized ok ok",
        ["homeauth/bans/add"] = "unauthorized unauthorized home_assistant_error home_assistant_error",
        ["homeauth/bans/lift"] = "unauthorized unauthorized not_found not_found",
        ["homeauth/owner/offer"] = "unauthorized unauthorized unauthorized not_found",
        ["homeauth/owner/offered"] = "ok ok ok ok",
        ["homeauth/owner/accept"] = "not_found not_found not_found not_found",
        ["homeauth/owner/end_offer"] = "not_found not_found not_found not_found",
        ["homeauth/tokens/create"] = "ok ok ok ok",
        ["homeauth/tokens/limit"] = "invalid_token_id invalid_token_id invalid_token_id invalid_token_id",
        ["auth/setup_mfa"] = "invalid_format invalid_format invalid_format invalid_format",
        ["auth/depose_mfa"] = "ok ok ok ok",
        ["config/auth/list"] = "unauthorized unauthorized ok ok",
        ["config/auth/create"] = "unauthorized unauthorized ok ok",
        ["config/auth/update"] = "unauthorized unauthorized not_found not_found",
        ["config/auth/delete"] = "unauthorized unauthorized not_found not_found",
        ["config/auth_provider/homeassistant/create"] = "unauthorized unauthorized not_found not_found",
        ["config/auth_provider/homeassistant/delete"] = "unauthorized unauthorized home_assistant_error home_assistant_error",
        ["config/auth_provider/homeassistant/change_password"] = "home_assistant_error home_assistant_error home_assistant_error home_assistant_error",
        ["config/auth_provider/homeassistant/admin_change_password"] = "unauthorized unauthorized unauthorized user_not_found",
        ["config/auth_provider/homeassistant/admin_change_username"] = "unauthorized unauthorized unauthorized user_not_found",
        ["person/list"] = "ok ok ok ok",
        ["person/create"] = "unauthorized unauthorized invalid_format invalid_format",
        ["person/update"] = "unauthorized unauthorized not_found not_found",
        ["person/delete"] = "unauthorized unauthorized not_found not_found",
        ["frontend/get_user_data"] = "ok ok ok ok",
        ["frontend/set_user_data"] = "ok ok ok ok",
        ["frontend/subscribe_user_data"] = "ok ok ok ok",
        ["frontend/get_system_data"] = "ok ok ok ok",
        ["frontend/set_system_data"] = "unauthorized unauthorized ok ok",
        ["frontend/subscribe_system_data"] = "ok ok ok ok",
        ["frontend/get_themes"] = "ok ok ok ok",
        ["frontend/get_translations"] = "ok ok ok ok",
        ["get_panels"] = "ok ok ok ok",
        ["get_config"] = "ok ok ok ok",
        ["zone/list"] = "ok ok ok ok",
        ["config_entries/get"] = "ok ok ok ok",
        ["config/area_registry/list"] = "ok ok ok ok",
        ["config/device_registry/list"] = "ok ok ok ok",
        ["config/entity_registry/list"] = "ok ok ok ok",
        ["config/floor_registry/list"] = "ok ok ok ok",
        ["config/label_registry/list"] = "ok ok ok ok",
        ["subscribe_events"] = "unauthorized unauthorized ok ok",
        ["get_states"] = "ok ok ok ok",
        ["subscribe_entities"] = "ok ok ok ok",
        ["get_services"] = "ok ok ok ok",
        ["call_service"] = "unauthorized unauthorized ok ok",
    };

    [Fact]
    public async Task EachRouteAnswersEverybodyAsTheTableSays()
    {
        await using var house = await ApiHouse.OpenAsync();
        Surface.AssertComplete(Surface.Routes(house.Server), Routes.Keys);
        List<HttpClient> clients = [house.Server.Client()];
        foreach (var (username, access) in await PeopleAsync(house))
        {
            var client = house.Server.Client();
            (await client.SubmitAsync("/auth/authorize", new() { ["username"] = username, ["password"] = TestHouse.Password })).Dispose();
            client.DefaultRequestHeaders.Authorization = new("Bearer", access);
            clients.Add(client);
        }

        List<string> differences = [];
        foreach (var (route, (expected, body)) in Routes)
        {
            List<string> outcomes = [];
            foreach (var client in clients)
            {
                outcomes.Add(await OutcomeAsync(client, route, body));
            }

            if (string.Join(' ', outcomes) != expected)
            {
                differences.Add($"{route}: {string.Join(' ', outcomes)}, not {expected}");
            }
        }

        clients.ForEach(client => client.Dispose());
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task EachCommandAnswersEverybodyAsTheTableSays()
    {
        await using var house = await ApiHouse.OpenAsync();
        Surface.AssertComplete([.. Surface.Commands(house.Server).Keys], Commands.Keys);
        var outcomes = Commands.Keys.ToDictionary(command => command, _ => new List<string>());
        foreach (var (_, access) in await PeopleAsync(house))
        {
            await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, access);
            foreach (var command in Commands.Keys)
            {
                var fields = CommandSamples.All[command].ToDictionary(sample => sample.Key, sample => JsonDocument.Parse(sample.Json).RootElement);
                var answer = await socket.CallAsync(command, fields);
                outcomes[command].Add(answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString()! : "ok");
            }
        }

        var differences = Commands.Where(row => string.Join(' ', outcomes[row.Key]) != row.Value).Select(row => $"{row.Key}: {string.Join(' ', outcomes[row.Key])}, not {row.Value}").ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task StrangerGivesNoCommand()
    {
        await using var house = await ApiHouse.OpenAsync();
        foreach (var command in Surface.Commands(house.Server).Keys)
        {
            await using var socket = await HomeAssistantSocket.OpenAsync(house.Server.Address);
            await socket.SendCommandAsync(command);
            Assert.Equal("auth_required", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
            Assert.Equal("auth_invalid", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
            Assert.Null(await socket.ReadAsync());
        }
    }

    private static async Task<List<(string Username, string Access)>> PeopleAsync(ApiHouse house) =>
    [
        ("rita", await house.AccessAsync("rita", Group.ReadOnlyId)),
        ("uwe", await house.AccessAsync("uwe", Group.UsersId)),
        ("ada", await house.AccessAsync("ada", Group.AdminId)),
        ("anna", await house.AccessAsync()),
    ];

    private static async Task<string> OutcomeAsync(HttpClient client, string route, string? body)
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        var path = pattern.Replace("{UserId}", "none", StringComparison.OrdinalIgnoreCase).Replace("{Tab}", "account", StringComparison.Ordinal)
            .Replace("{imageId}", "none", StringComparison.Ordinal).Replace("{size}", "512x512", StringComparison.Ordinal).Replace("{entityId}", "person.anna_muster", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{flowId}", "none", StringComparison.Ordinal).Replace("{Secret}", "none", StringComparison.Ordinal).Replace("{**rest}", "none", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method.Replace("ANY", "GET", StringComparison.Ordinal)), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded");
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Found
            ? $"302:{new Uri(client.BaseAddress!, answer.Headers.Location!).AbsolutePath}"
            : $"{(int)answer.StatusCode}";
    }
}
