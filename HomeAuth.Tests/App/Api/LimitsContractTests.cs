using System.Net;
using HomeAuth.Core.Household;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Api;

/// <summary>When somebody's hours end, every door of programs closes, and opens again with them.</summary>
public sealed class LimitsContractTests
{
    [Fact]
    public async Task SocketClosesRequestsAndGrantsAreRefusedAndAllOfItComesBack()
    {
        // Sunday.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 19, 50, 0, TimeSpan.Zero));
        await using var house = await ApiHouse.OpenAsync(time);
        var ben = await house.Server.AddUserAsync("ben");
        await using (var scope = house.Server.Services.CreateAsyncScope())
        {
            var owner = TestHouse.Actor(await house.Server.OwnerIdAsync());
            await scope.ServiceProvider.GetRequiredService<SettingsChange>().ChangeAsync(saved => saved with { TimeZone = "UTC" }, owner);
            await scope.ServiceProvider.GetRequiredService<UserAccounts>().UpdateAsync(ben, new UserChange(Hours: new(WeeklyHours.Parse("sun 08:00-20:00"))), owner);
        }

        var (access, refresh, _) = await house.Server.TokensOfAsync(ben);
        using var client = house.Server.Client();
        await using var open = await HomeAssistantSocket.ConnectAsync(house.Server.Address, access);
        var signed = (await open.ResultAsync("auth/sign_path", new { path = "/api/", expires = 7200 })).GetProperty("path").GetString()!;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await RestAsync(), await SignedAsync()));

        time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 20, 0, 0, TimeSpan.Zero));

        // Nobody sends anything: the server closes by itself.
        Assert.Null(await open.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await RestAsync(), await SignedAsync()));
        using (var refused = await client.RefreshAsync(refresh))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        time.AdjustTime(new DateTimeOffset(2026, 3, 8, 8, 0, 0, TimeSpan.Zero));
        using var again = await client.RefreshAsync(refresh);
        access = (await again.JsonAsync()).GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await RestAsync());

        async Task<HttpStatusCode> RestAsync()
        {
            using var answer = await client.GetAsAsync(access);
            return answer.StatusCode;
        }

        async Task<HttpStatusCode> SignedAsync()
        {
            using var answer = await client.GetAsync(signed);
            return answer.StatusCode;
        }
    }
}
