using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Sensitive commands of our own ask again; Home Assistant's never do, since its clients know no answer.</summary>
public sealed class ReauthContractTests
{
    [Fact]
    public async Task OurSensitiveCommandsAskAgainAndHomeAssistantsDoNot()
    {
        await using var house = await ApiHouse.OpenAsync();
        var benId = await house.Server.AddUserAsync("ben", Group.UsersId);
        await using var socket = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync());
        await house.Server.ForgetProofsAsync();

        (string Type, object? Fields)[] sensitive =
        [
            ("homeauth/recovery_codes/create", null), ("homeauth/mfa/remove", new { factor_id = "none" }), ("homeauth/passkeys/remove", new { passkey_id = "none" }),
            ("homeauth/users/reset_link", new { user_id = benId }), ("homeauth/users/reset_mfa", new { user_id = benId }),
        ];
        foreach (var (type, fields) in sensitive)
        {
            Assert.Equal((type, "reauth_required"), (type, await socket.ErrorAsync(type, fields)));
        }

        Assert.Equal("form", (await socket.ResultAsync("auth/setup_mfa", new { mfa_module_id = "totp" })).GetProperty("type").GetString());
        Assert.Equal("done", (await socket.ResultAsync("auth/depose_mfa", new { mfa_module_id = "totp" })).GetString());
        await socket.ResultAsync("auth/long_lived_access_token", new { lifespan = 1, client_name = "Script" });

        Assert.Equal("invalid_auth", await socket.ErrorAsync("homeauth/reauth", new { password = "not the password" }));
        Assert.Equal("reauth_required", await socket.ErrorAsync("homeauth/recovery_codes/create"));
        await socket.ResultAsync("homeauth/reauth", new { password = TestHouse.Password });
        Assert.Equal(10, (await socket.ResultAsync("homeauth/recovery_codes/create")).GetProperty("codes").GetArrayLength());
        Assert.StartsWith("/recover/", (await socket.ResultAsync("homeauth/users/reset_link", new { user_id = benId })).GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProofOnOneTokenIsNoneOnAnother()
    {
        await using var house = await ApiHouse.OpenAsync();
        await using var one = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync());
        await using var other = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync());
        await house.Server.ForgetProofsAsync();
        await one.ResultAsync("homeauth/reauth", new { password = TestHouse.Password });
        Assert.Equal("reauth_required", await other.ErrorAsync("homeauth/recovery_codes/create"));
    }
}
