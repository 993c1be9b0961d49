using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Who loses a right hears nothing more of what it was needed for, though their socket stays open.</summary>
public sealed class SubscriptionRightsTests
{
    [Fact]
    public async Task DemotedAdministratorHearsNothingMoreOfWhatIsForAdministrators()
    {
        await using var house = await ApiHouse.OpenAsync();
        var berta = await house.Server.AddUserAsync("berta", Group.AdminId);
        await using var owner = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync());
        await using var admin = await HomeAssistantSocket.ConnectAsync(house.Server.Address, (await house.Server.TokensOfAsync(berta)).Access);
        await owner.ResultAsync("subscribe_events", new { event_type = "user_added" });
        await admin.ResultAsync("subscribe_events", new { event_type = "user_added" });
        await house.Server.AddUserAsync("cara");
        Assert.Equal("user_added", (await admin.EventAsync()).GetProperty("event_type").GetString());
        await owner.EventAsync();

        await owner.ResultAsync("config/auth/update", new { user_id = berta, group_ids = new[] { Group.UsersId } });
        await house.Server.AddUserAsync("dora");

        await owner.EventAsync();
        await admin.SendCommandAsync("ping");
        Assert.Equal("pong", (await admin.ReadAsync())!.Value.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("subscribe_events", """{"event_type":"state_changed"}""")]
    [InlineData("subscribe_entities", "{}")]
    [InlineData("frontend/subscribe_system_data", """{"key":"k"}""")]
    public async Task WhoMayOnlyComeFromHomeFromNowOnHearsNothingMoreElsewhere(string command, string fields)
    {
        await using var house = await ApiHouse.OpenAsync();
        var berta = await house.Server.AddUserAsync("berta");
        var access = (await house.Server.TokensOfAsync(berta)).Access;
        await using var owner = await HomeAssistantSocket.ConnectAsync(house.Server.Address, await house.AccessAsync());
        await using var home = await HomeAssistantSocket.ConnectAsync(house.Server.Address, access);
        await using var away = await HomeAssistantSocket.ConnectAsync(house.Server.Address, access, "203.0.113.7");
        foreach (var socket in new[] { home, away })
        {
            await socket.ResultAsync(command, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(fields));
        }

        await ChangeAsync("one");
        var before = new List<string>();
        do
        {
            before.Add((await away.EventAsync()).GetRawText());
            await home.EventAsync();
        }
        while (!before[^1].Contains("one", StringComparison.Ordinal));

        await owner.ResultAsync("config/auth/update", new { user_id = berta, local_only = true });
        await ChangeAsync("two");

        while (!(await home.EventAsync()).GetRawText().Contains("two", StringComparison.Ordinal))
        {
        }

        // A command of theirs ends the socket; nothing was told before.
        await away.SendCommandAsync("ping");
        Assert.Null(await away.ReadAsync());

        async Task ChangeAsync(string value)
        {
            await owner.ResultAsync("frontend/set_system_data", new { key = "k", value });
            var persons = await owner.ResultAsync("person/list");
            var person = persons.GetProperty("storage").EnumerateArray().First();
            await owner.ResultAsync("person/update", new { person_id = person.GetProperty("id").GetString(), name = value });
        }
    }
}
