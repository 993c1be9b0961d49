using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Tests.App.Api;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Invite;

public sealed class InvitationRaceTests
{
    [Theory]
    [DatabaseData]
    public async Task OneOfManyAtOnceComesInWhole(DatabaseProvider provider)
    {
        await using var house = await ApiHouse.OpenAsync(provider: provider);
        var page = await house.Server.InviteAsync();
        using var client = house.Server.Client();
        using var seen = await client.GetAsync(page);
        var html = await seen.Content.ReadAsStringAsync();
        var token = Assert.Single(seen.Headers.GetValues("Set-Cookie")).Split(';')[0];

        // Each has seen the page before the first of them comes in, and none has the session of another.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var own = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = house.Server.Address };
            own.DefaultRequestHeaders.Add("Cookie", token);
            using var answer = await own.PostAsync(page, new FormUrlEncodedContent(Forms.Fill(html, new()
            {
                ["name"] = $"Berta {i}",
                ["username"] = $"berta{i}",
                ["password"] = TestHouse.Password,
                ["confirm_password"] = TestHouse.Password,
            })));
            return answer.StatusCode;
        }));

        Assert.Single(outcomes, HttpStatusCode.Found);
        Assert.Equal(19, outcomes.Count(outcome => outcome == HttpStatusCode.Gone));
        await using var scope = house.Server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        Assert.Equal(
            (2, 2, 2, 2, 0),
            (await db.Users.CountAsync(), await db.Credentials.CountAsync(), await db.Persons.CountAsync(), await db.UserRoles.CountAsync(), await db.Invitations.CountAsync()));
        house.Log.AssertClean();
    }
}
