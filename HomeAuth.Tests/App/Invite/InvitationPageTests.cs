using System.Net;
using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Invite;

/// <summary>An invitation is good once, for whom it was meant, with what it was made for.</summary>
public sealed class InvitationPageTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Berta = new()
    {
        ["name"] = "Berta Beispiel",
        ["username"] = "berta",
        ["password"] = TestHouse.Password,
        ["confirm_password"] = TestHouse.Password,
    };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HouseServer _server = default!;
    private HttpClient _client = default!;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync(_time);
        _client = _server.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task PageSaysWhoInvitesWhereToAsWhatAndWhen()
    {
        var limits = new AccessLimits(new DateOnly(2026, 5, 3), WeeklyHours.Parse("mon 08:00-20:00; fri 18:00-24:00; sat 22:00-02:00"), AtHomeOnly: true);
        var page = await _server.InviteAsync(Group.ReadOnlyId, limits);

        using var answer = await _client.GetAsync(page);

        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var words in new[] { "Anna Muster", "invites you into the house", "You will be a reader", "Sunday, May 3, 2026", "Saturday 10:00 PM to Sunday 2:00 AM", "to midnight", "home network only", "Sunday, March 8, 2026", "value=\"Berta\"" })
        {
            Assert.Contains(words, html.Replace('\u202f', ' '), StringComparison.Ordinal);
        }

        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task StrangersDoNotLearnTheGroupsOfTheHouse()
    {
        var groupId = await RunAsync<GroupRegistry, string>(async groups => await groups.CreateAsync("Secret garden club", "{}", await OwnerAsync()));

        var html = await _client.GetStringAsync(await _server.InviteAsync(groupId));

        Assert.Contains("You will be a member", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret garden club", html, StringComparison.Ordinal);
        Assert.DoesNotContain(groupId, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvitationIsGoodOnceAndSignsIn()
    {
        var page = await _server.InviteAsync();

        using var answer = await _client.SubmitAsync(page, Berta);

        Assert.Equal((HttpStatusCode.Found, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("homeauth.session=", StringComparison.Ordinal) && cookie.Contains("expires=", StringComparison.Ordinal));
        Assert.Contains("Berta Beispiel", await _client.GetStringAsync("/"), StringComparison.Ordinal);
        using var second = _server.Client();
        await AssertGoneAsync(second, page);
        using var again = await second.SubmitAsync("/auth/authorize", new() { ["username"] = "berta", ["password"] = TestHouse.Password });
        Assert.Equal(HttpStatusCode.Found, again.StatusCode);
    }

    [Fact]
    public async Task InvitationEndsAtItsEnd()
    {
        var page = await _server.InviteAsync();
        var fields = Forms.Fill(await _client.GetStringAsync(page), Berta);

        _time.Jump(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        using var justInTime = await _client.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, justInTime.StatusCode);
        _time.Advance(TimeSpan.FromSeconds(1));

        await AssertGoneAsync(_client, page, fields);
        await AssertNobodyCameAsync();
    }

    [Fact]
    public async Task NobodyComesGivenTheInvitationIsTakenBackWhileTheFormIsFilledIn()
    {
        var page = await _server.InviteAsync();
        var fields = Forms.Fill(await _client.GetStringAsync(page), Berta);
        await RunAsync<Invitations, bool>(async invitations => await invitations.RevokeAsync((await invitations.ListAsync()).Single().Id, await OwnerAsync()));

        await AssertGoneAsync(_client, page, fields);
        await AssertGoneAsync(_client, InvitationAddress.Of(new string('0', 64)), fields);
        await AssertNobodyCameAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NobodyComesGivenTheInviterMayNotInviteAnyMore(bool isDisabled)
    {
        var adminId = await _server.AddUserAsync("ada", Group.AdminId);
        var page = await _server.InviteAsync(inviterId: adminId);
        var fields = Forms.Fill(await _client.GetStringAsync(page), Berta);
        var owner = await OwnerAsync();
        await RunAsync<UserAccounts, UserAccount>(accounts =>
            accounts.UpdateAsync(adminId, isDisabled ? new UserChange(IsActive: false) : new UserChange(GroupIds: [Group.UsersId]), owner));

        await AssertGoneAsync(_client, page, fields);
        await AssertNobodyCameAsync();
    }

    [Fact]
    public async Task FormCannotGiveMoreThanTheInvitation()
    {
        var page = await _server.InviteAsync(Group.ReadOnlyId, AccessLimits.None with { AtHomeOnly = true });
        using var answer = await _client.SubmitAsync(page, new(Berta)
        {
            ["group_ids"] = Group.AdminId,
            ["GroupIds"] = Group.AdminId,
            ["role"] = "admin",
            ["is_owner"] = "true",
            ["local_only"] = "false",
            ["Secret"] = "x",
            ["user_id"] = "x",
        });

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        await RunAsync<HomeAuthDb, bool>(async db =>
        {
            var berta = await db.Users.SingleAsync(user => user.UserName == "berta");
            Assert.Equal((false, true), (berta.IsOwner, berta.LocalOnly));
            Assert.Equal([Group.ReadOnlyId], await db.UserRoles.Where(row => row.UserId == berta.Id).Select(row => row.RoleId).ToListAsync());
            return true;
        });
    }

    [Theory]
    [InlineData("name", " ", "name")]
    [InlineData("username", "ANNA", "username")]
    [InlineData("password", "12345678", "password")]
    [InlineData("confirm_password", "another one", "confirm_password")]
    public async Task WhatIsWrongStandsBesideItsFieldAndTheRestIsKept(string field, string value, string problem)
    {
        var page = await _server.InviteAsync();
        var values = new Dictionary<string, string>(Berta) { [field] = value };
        if (field == "password")
        {
            values["confirm_password"] = value;
        }

        using var answer = await _client.SubmitAsync(page, values);

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"id=\"{problem}-problem\"", html, StringComparison.Ordinal);
        Assert.Contains($"value=\"{values["name"]}\"", html, StringComparison.Ordinal);
        Assert.Contains($"value=\"{values["username"]}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(values["password"], html, StringComparison.Ordinal);
        using var right = await _client.PostAsync(page, new FormUrlEncodedContent(Forms.Fill(html, Berta)));
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
    }

    [Fact]
    public async Task WhoeverIsSignedInIsToldToLogOutAndTheInvitationStaysGood()
    {
        var page = await _server.InviteAsync();
        (await _client.SignInAsync()).Dispose();

        var html = await _client.GetStringAsync(page);
        Assert.Contains("Somebody is signed in here already", html, StringComparison.Ordinal);
        Assert.Contains("action=\"/auth/logout\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"username\"", html, StringComparison.Ordinal);
        using var refused = await _client.PostAsync(page, new FormUrlEncodedContent(Forms.Fill(html, new(Berta) { ["_handler"] = "invitation" })));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Somebody is signed in here already", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertNobodyCameAsync();

        using var logout = await _client.PostAsync("/auth/logout", new FormUrlEncodedContent(Forms.Fill(html, [])));
        using var accepted = await _client.SubmitAsync(page, Berta);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
    }

    [Fact]
    public async Task WhoMayNotComeYetHasTheAccountAndSeesWhenItOpens()
    {
        var page = await _server.InviteAsync(limits: AccessLimits.None with { Hours = WeeklyHours.Parse("mon 08:00-20:00") });

        using var accepted = await _client.SubmitAsync(page, Berta);
        using var home = await _client.GetAsync(accepted.Headers.Location);

        Assert.Equal("/closed", home.Headers.Location!.OriginalString);
        Assert.Contains("Monday, March 2, 2026", await _client.GetStringAsync("/closed"), StringComparison.Ordinal);
        Assert.Contains("Somebody is signed in here already", await _client.GetStringAsync(await _server.InviteAsync()), StringComparison.Ordinal);
    }

    private static async Task AssertGoneAsync(HttpClient client, string page, Dictionary<string, string>? fields = null)
    {
        using var seen = await client.GetAsync(page);
        Assert.Equal(HttpStatusCode.Gone, seen.StatusCode);
        Assert.Contains("for a new one", await seen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        if (fields is not null)
        {
            using var sent = await client.PostAsync(page, new FormUrlEncodedContent(fields));
            Assert.Equal(HttpStatusCode.Gone, sent.StatusCode);
            Assert.Contains("for a new one", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private Task<bool> AssertNobodyCameAsync() => RunAsync<HomeAuthDb, bool>(async db =>
    {
        Assert.False(await db.Users.AnyAsync(user => user.UserName == "berta"));
        return true;
    });

    private async Task<HomeAuth.Core.Actor> OwnerAsync() => TestHouse.Actor(await _server.OwnerIdAsync());

    private async Task<TResult> RunAsync<TService, TResult>(Func<TService, Task<TResult>> operation)
        where TService : notnull
    {
        await using var scope = _server.Services.CreateAsyncScope();
        return await operation(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
