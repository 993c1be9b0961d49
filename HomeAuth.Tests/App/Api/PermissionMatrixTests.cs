using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Api;

/// <summary>Who may do what, by hand: role by act, and act by door. A door that is in no table, or is another act than here, is found; and each is tried.</summary>
public sealed class PermissionMatrixTests
{
    // Owner, administrator, user, reader, service with the rights of users; the owner with a token that may only read, one that may read and control, one without "manage".
    private static readonly Dictionary<string, string> Matrix = new()
    {
        [Acts.Enter] = "+ + + + + + + +",
        [Acts.ViewHouse] = "+ + + + + + + +",
        [Acts.ControlHouse] = "+ + + + + - + +",
        [Acts.ViewAccount] = "+ + + + + + + +",
        [Acts.ChangeAccount] = "+ + + + - - - +",
        [Acts.ChangeSignIn] = "+ + + + - - - +",
        [Acts.ViewPeople] = "+ + - - - - - -",
        [Acts.AddPeople] = "+ + - - - - - -",
        [Acts.ChangePeople] = "+ + - - - - - -",
        [Acts.ChangeUsername] = "+ + - - - - - -",
        [Acts.ChangeRole] = "+ + - - - - - -",
        [Acts.LimitPeople] = "+ + - - - - - -",
        [Acts.DisablePeople] = "+ + - - - - - -",
        [Acts.RemovePeople] = "+ + - - - - - -",
        [Acts.EndDevices] = "+ + - - - - - -",
        [Acts.RecoverPeople] = "+ + - - - - - -",
        [Acts.ViewHistory] = "+ + - - - - - -",
        [Acts.ManageServices] = "+ + - - - - - -",
        [Acts.ManageGroups] = "+ + - - - - - -",
        [Acts.EditHouse] = "+ + - - - - - -",
        [Acts.ViewSettings] = "+ + - - - - - -",
        [Acts.ChangeSettings] = "+ + - - - - - -",
        [Acts.SetCredentials] = "+ - - - - - - -",
        [Acts.EmpowerServices] = "+ - - - - - - -",
        [Acts.TransferHouse] = "+ - - - - - - -",
        [Acts.ChangeConfiguration] = "+ - - - - - - -",
    };

    private static readonly Dictionary<string, string[]> Commands = new()
    {
        [Acts.ViewHouse] =
        [
            "ping", "supported_features", "unsubscribe_events", "auth/sign_path", "person/list", "frontend/get_system_data", "frontend/subscribe_system_data", "frontend/get_themes",
            "frontend/get_translations", "get_panels", "get_config", "zone/list", "config_entries/get", "config/area_registry/list", "config/device_registry/list",
            "config/entity_registry/list", "config/floor_registry/list", "config/label_registry/list", "subscribe_events", "get_states", "subscribe_entities", "get_services",
        ],
        [Acts.ControlHouse] = ["call_service"],
        [Acts.EditHouse] = ["person/create", "person/update", "person/delete", "frontend/set_system_data"],
        [Acts.ViewAccount] =
        [
            "auth/current_user", "auth/refresh_tokens", "frontend/get_user_data", "frontend/subscribe_user_data", "homeauth/reauth", "homeauth/mfa/list", "homeauth/passkeys/list",
            "homeauth/recovery_codes/info", "homeauth/permissions", "homeauth/history/list", "homeauth/owner/offered", "homeauth/credentials/list",
        ],
        [Acts.ChangeAccount] = ["frontend/set_user_data"],
        [Acts.ChangeSignIn] =
        [
            "auth/long_lived_access_token", "auth/delete_refresh_token", "auth/delete_all_refresh_tokens", "auth/refresh_token_set_expiry", "auth/setup_mfa", "auth/depose_mfa",
            "config/auth_provider/homeassistant/change_password", "homeauth/mfa/remove", "homeauth/passkeys/remove", "homeauth/recovery_codes/create",
            "homeauth/owner/accept", "homeauth/owner/end_offer", "homeauth/tokens/create", "homeauth/tokens/limit", "homeauth/credentials/unlink",
        ],
        // What an update changes decides further, inside.
        [Acts.ViewPeople] = ["config/auth/list", "config/auth/update", "homeauth/users/list", "homeauth/users/update", "homeauth/groups/list"],
        [Acts.AddPeople] =
        [
            "config/auth/create", "config/auth_provider/homeassistant/create", "homeauth/users/create", "homeauth/invitations/list", "homeauth/invitations/create",
            "homeauth/invitations/revoke",
        ],
        [Acts.RemovePeople] = ["config/auth/delete"],
        [Acts.ChangeUsername] = ["config/auth_provider/homeassistant/delete"],
        [Acts.SetCredentials] = ["config/auth_provider/homeassistant/admin_change_password", "config/auth_provider/homeassistant/admin_change_username"],
        [Acts.EndDevices] = ["homeauth/users/revoke_tokens", "homeauth/users/limit_token"],
        [Acts.RecoverPeople] = ["homeauth/users/reset_link", "homeauth/users/reset_mfa"],
        [Acts.ManageServices] = ["homeauth/services/create", "homeauth/services/update", "homeauth/services/create_token"],
        [Acts.ManageGroups] = ["homeauth/groups/create", "homeauth/groups/update", "homeauth/groups/delete"],
        [Acts.ViewSettings] = ["homeauth/settings/get", "homeauth/bans/list"],
        [Acts.ChangeSettings] = ["homeauth/settings/update", "homeauth/bans/add", "homeauth/bans/lift"],
        [Acts.TransferHouse] = ["homeauth/owner/offer"],
    };

    // Each route that is not open to strangers, without its method.
    private static readonly Dictionary<string, string[]> Routes = new()
    {
        [Acts.ViewHouse] = ["/", "/api/", "/api/config", "/api/services", "/api/states", "/api/states/{entityId}"],
        [Acts.ViewAccount] = ["/profile", "/profile/security", "/history", "/history.csv", "/history.json", "/people/permissions", "/auth/passkey/proof", "/auth/passkey/proof/options"],
        [Acts.ChangeAccount] = ["/api/onboarding/analytics", "/api/onboarding/core_config", "/api/onboarding/integration"],
        [Acts.ChangeSignIn] = ["/auth/link_user", "/auth/passkey/registration", "/auth/passkey/registration/options"],
        [Acts.ViewPeople] = ["/people", "/people/{UserId}", "/people/{UserId}/{Tab}"],
        [Acts.ManageGroups] = ["/people/groups"],
        [Acts.ViewSettings] = ["/settings", "/settings/deprecated", "/settings/import", "/settings/themes"],
    };

    [Fact]
    public void TheTableInTheProgramIsTheOneThatWasWritten()
    {
        Surface.AssertComplete([.. Acts.All.Select(act => act.Name)], Matrix.Keys);
        Standing[] who =
        [
            new("o", Role.Owner, true), new("a", Role.Admin, true), new("u", Role.User, false), new("r", Role.ReadOnly, false), new("s", Role.Service, false),
            new("o", Role.Owner, true, TokenScopes.Read), new("o", Role.Owner, true, TokenScopes.Read | TokenScopes.Control), new("o", Role.Owner, true, TokenScopes.All & ~TokenScopes.Manage),
        ];
        Assert.All(Matrix, row => Assert.Equal(row.Value, string.Join(' ', who.Select(one => PermissionMatrix.Against(row.Key, one) is null ? "+" : "-"))));
    }

    [Theory]
    [InlineData(Acts.ChangePeople, "+ - + + +")]
    [InlineData(Acts.ChangeUsername, "+ - - + +")]
    [InlineData(Acts.ChangeRole, "- - + - +")]
    [InlineData(Acts.LimitPeople, "- - + - +")]
    [InlineData(Acts.DisablePeople, "- - + - +")]
    [InlineData(Acts.RemovePeople, "- - + - +")]
    [InlineData(Acts.EndDevices, "+ - + + +")]
    [InlineData(Acts.RecoverPeople, "+ - + + +")]
    [InlineData(Acts.ViewHistory, "+ + + + +")]
    public void ToWhomItIsDoneDecidesToo(string act, string expected)
    {
        Standing owner = new("o", Role.Owner, true), admin = new("a", Role.Admin, true), other = new("b", Role.Admin, true), user = new("u", Role.User, false);
        // The owner to oneself; an administrator to the owner, to another administrator, to oneself, to a user.
        (Standing Who, Standing To)[] cases = [(owner, owner), (admin, owner), (admin, other), (admin, admin), (admin, user)];
        Assert.Equal(expected, string.Join(' ', cases.Select(one => PermissionMatrix.Against(act, one.Who, one.To) is null ? "+" : "-")));
    }

    [Fact]
    public async Task EachCommandIsTheActOfTheTableAndAnswersUnauthorizedToEverybodyElse()
    {
        await using var house = await ApiHouse.OpenAsync();
        var written = Commands.SelectMany(row => row.Value.Select(command => (command, act: row.Key))).ToDictionary(row => row.command, row => row.act);
        var declared = Surface.Commands(house.Server);
        Surface.AssertComplete([.. declared.Keys], written.Keys);
        Assert.All(written, row => Assert.Equal(row.Value, declared[row.Key].Act));

        List<string> differences = [];
        var people = await PeopleAsync(house);
        // The owner deletes the tokens of the owner, so the last ones come first.
        foreach (var column in new[] { 5, 6, 7, 4, 3, 2, 1, 0 })
        {
            await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, people[column]);
            foreach (var (command, act) in written)
            {
                var may = Matrix[act].Split(' ')[column] == "+";
                var fields = CommandSamples.All[command].ToDictionary(sample => sample.Key, sample => System.Text.Json.JsonDocument.Parse(sample.Json).RootElement);
                var answer = await socket.CallAsync(command, fields);
                var code = answer.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : "ok";
                // These say so themselves, by what is asked for: the service or event, whose history, and a token that would be given more than the one it is asked with.
                if (may != (code != "unauthorized") && !(may && command is "call_service" or "subscribe_events" or "homeauth/history/list" or "auth/long_lived_access_token"))
                {
                    differences.Add($"{command} as {column}: {code}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task EachRouteIsOpenOrTheActOfTheTable()
    {
        await using var house = await ApiHouse.OpenAsync();
        var written = Routes.SelectMany(row => row.Value.Select(route => (route, act: row.Key))).ToDictionary(row => row.route, row => row.act);
        Dictionary<string, string?> declared = [];
        foreach (var endpoint in house.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && !route.StartsWith("/_", StringComparison.Ordinal) && route != "/{**path:file}")
            {
                declared[route] = endpoint.Metadata.GetOrderedMetadata<RequiresActAttribute>() is [.., var last] ? last.Act : null;
            }
        }

        Surface.AssertComplete(declared.Keys, written.Keys);
        Assert.All(written, row => Assert.Equal(row.Value, declared[row.Key]));
    }

    [Theory]
    [InlineData("rita", Group.ReadOnlyId, null, 3)]
    [InlineData("uwe", Group.UsersId, null, 2)]
    [InlineData("ada", Group.AdminId, null, 1)]
    [InlineData("tom", Group.AdminId, "read", 5)]
    [InlineData("tim", Group.AdminId, "read control", 6)]
    public async Task EachPageOpensToWhomTheTableSays(string username, string groupId, string? scope, int column)
    {
        await using var house = await ApiHouse.OpenAsync();
        var userId = await house.Server.AddUserAsync(username, groupId);
        using var client = house.Server.Client();
        (await client.SubmitAsync("/auth/authorize", new() { ["username"] = username, ["password"] = TestHouse.Password })).Dispose();
        if (scope is not null)
        {
            await using var services = house.Server.Services.CreateAsyncScope();
            var tokens = services.ServiceProvider.GetRequiredService<RefreshTokenManager>();
            foreach (var token in await tokens.ListAsync(userId))
            {
                Assert.True(await tokens.LimitAsync(userId, token.Id, scope.Split(' '), TestHouse.Actor(userId)));
            }
        }

        foreach (var (act, route) in Routes.SelectMany(row => row.Value.Select(route => (row.Key, route)))
            .Where(row => !row.route.StartsWith("/api", StringComparison.Ordinal) && !row.route.StartsWith("/auth", StringComparison.Ordinal)))
        {
            using var page = await client.GetAsync(route.Replace("{UserId}", userId, StringComparison.OrdinalIgnoreCase).Replace("{Tab}", "history", StringComparison.Ordinal));
            Assert.Equal((route, Matrix[act].Split(' ')[column] == "+" ? 200 : 403), (route, (int)page.StatusCode));
        }
    }

    // Tokens of everybody in the order of the matrix.
    private static async Task<List<string>> PeopleAsync(ApiHouse house)
    {
        List<string> access = [await house.AccessAsync(), await house.AccessAsync("ada", Group.AdminId), await house.AccessAsync("uwe"), await house.AccessAsync("rita", Group.ReadOnlyId)];
        var owner = TestHouse.Actor(await house.Server.OwnerIdAsync());
        await using var scope = house.Server.Services.CreateAsyncScope();
        var (services, issuer, minter) = (
            scope.ServiceProvider.GetRequiredService<ServiceAccounts>(), scope.ServiceProvider.GetRequiredService<RefreshTokenIssuer>(), scope.ServiceProvider.GetRequiredService<AccessTokens>());
        var serviceId = await services.CreateAsync("Backup", "Backups at night", [Group.UsersId], null, owner);
        access.Add(minter.Mint(await issuer.CreateForServiceAsync(serviceId, "Token", TimeSpan.FromDays(1), null, owner)));
        foreach (var limit in new string[][] { ["read"], ["read", "control"], ["read", "control", "account"] })
        {
            access.Add(minter.Mint(await issuer.CreateLongLivedAsync(string.Join(' ', limit), TimeSpan.FromDays(1), null, limit, owner)));
        }

        return access;
    }
}
