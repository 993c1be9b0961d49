using System.Net;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.SignIn;

/// <summary>A session that is good at another time or place says which, and is neither lost nor of use meanwhile.</summary>
public sealed class ClosedTests : IAsyncLifetime
{
    // A Sunday.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HouseServer _server = default!;
    private HttpClient _client = default!;
    private string _userId = "";
    private string? _refresh;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync(_time);
        _client = _server.Client();
        _userId = await _server.AddUserAsync("berta");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task PageSaysWhenItOpensAndComesBackThen()
    {
        await SignInAsync();
        await LimitAsync(hours: "mon 08:00-20:00");

        using var profile = await _client.GetAsync("/profile?tab=1");
        Assert.Equal("/closed?return=%2Fprofile%3Ftab%3D1", profile.Headers.Location!.OriginalString);
        var html = await PageAsync(profile.Headers.Location.OriginalString);
        Assert.Contains("Monday, March 2, 2026 at 8:00 AM", html, StringComparison.Ordinal);
        Assert.Equal("72000", _refresh);
        Assert.Contains("href=\"/profile?tab=1\"", html, StringComparison.Ordinal);
        Assert.Contains("<bdi>berta</bdi>", html, StringComparison.Ordinal);

        _time.Jump(TimeSpan.FromHours(20) - TimeSpan.FromSeconds(1));
        await PageAsync("/closed");
        Assert.Equal("1", _refresh);
        _time.Advance(TimeSpan.FromSeconds(1));
        using var open = await _client.GetAsync("/closed?return=%2Fprofile%3Ftab%3D1");
        Assert.Equal((HttpStatusCode.Found, "/profile?tab=1"), (open.StatusCode, new Uri(_server.Address, open.Headers.Location!).PathAndQuery));
        using var back = await _client.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task PageSpeaksTheLanguageOfTheReaderAndTheTimeOfTheHouse()
    {
        await SignInAsync();
        await LimitAsync(hours: "wed 08:00-20:00");
        _time.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        await _server.Services.GetRequiredService<HomeAuth.Core.Settings.HouseSettings>().LoadAsync();
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");

        var html = await PageAsync("/closed");

        Assert.Contains("Mittwoch, 4. März 2026, 08:00", html, StringComparison.Ordinal);
        Assert.Null(_refresh);
    }

    [Fact]
    public async Task PageSaysSinceWhenAccessHasEnded()
    {
        await SignInAsync();
        await LimitAsync(lastDay: new DateOnly(2026, 3, 1));
        using var last = await _client.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);

        _time.Jump(TimeSpan.FromHours(12));

        Assert.Contains("since Monday, March 2, 2026", await PageAsync("/closed"), StringComparison.Ordinal);
        using var signIn = await SubmitAsync(_server.Client());
        Assert.Contains("The last day on which you could come is over", await signIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoMayComeFromHomeOnlyIsToldSoElsewhereAndComesInAtHome()
    {
        await SignInAsync();
        await LimitAsync(atHomeOnly: true);

        using var elsewhere = await FromAsync("198.51.100.9", "/profile");
        Assert.Equal("/closed?return=%2Fprofile", elsewhere.Headers.Location!.OriginalString);
        using var page = await FromAsync("198.51.100.9", "/closed");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("At home only", html, StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Refresh"));
        using var home = await FromAsync("192.168.1.9", "/profile");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task SignInSaysWhenItOpens()
    {
        await LimitAsync(hours: "mon 08:00-20:00");
        using var client = _server.Client();

        using var refused = await SubmitAsync(client);

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("Monday, March 2, 2026 at 8:00 AM", Plain(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var wrong = await client.SubmitAsync("/auth/authorize", new() { ["username"] = "berta", ["password"] = "not the password" });
        Assert.DoesNotContain("Monday", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoggingOutFromThereRevokesTheToken()
    {
        await SignInAsync();
        await LimitAsync(hours: "mon 08:00-20:00");
        var html = await PageAsync("/closed");
        Assert.Equal(1, await TokensAsync());

        using var answer = await _client.PostAsync("/auth/logout", new FormUrlEncodedContent(Forms.Fill(html, [])));

        Assert.Equal("/auth/authorize?reason=logged_out", answer.Headers.Location!.OriginalString);
        Assert.Equal(0, await TokensAsync());
        using var after = await _client.GetAsync("/closed");
        Assert.Equal((HttpStatusCode.Found, "/"), (after.StatusCode, new Uri(_server.Address, after.Headers.Location!).AbsolutePath));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/closed?return=/closed")]
    public async Task PageNeverLeadsAwayOrInCircles(string target)
    {
        using var answer = await _client.GetAsync("/closed?return=" + Uri.EscapeDataString(target));
        Assert.Equal(new Uri(_server.Address, "/"), new Uri(_server.Address, answer.Headers.Location!));
    }

    // Some of the spaces that cultures put into times are narrow ones.
    private static string Plain(string html) => WebUtility.HtmlDecode(html).Replace('\u202f', ' ');

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client) =>
        client.SubmitAsync("/auth/authorize", new() { ["username"] = "berta", ["password"] = TestHouse.Password, ["keep"] = "true" });

    private async Task SignInAsync()
    {
        using var answer = await SubmitAsync(_client);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private async Task<string> PageAsync(string address)
    {
        using var answer = await _client.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        _refresh = answer.Headers.TryGetValues("Refresh", out var values) ? values.Single() : null;
        return Plain(await answer.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> FromAsync(string address, string page)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Add(PretendedAddress.Header, address);
        return _client.SendAsync(request);
    }

    private async Task LimitAsync(DateOnly? lastDay = null, string? hours = null, bool atHomeOnly = false)
    {
        await using var scope = _server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HomeAuthDb>();
        hours = hours is null ? null : WeeklyHours.Parse(hours).ToString();
        await db.Users.Where(user => user.Id == _userId).ExecuteUpdateAsync(
            set => set.SetProperty(user => user.LastDay, lastDay).SetProperty(user => user.Hours, hours).SetProperty(user => user.LocalOnly, atHomeOnly));
        await scope.ServiceProvider.GetRequiredService<TokenRevocations>().UserChangedAsync(db, _userId, CancellationToken.None);
    }

    private async Task<int> TokensAsync()
    {
        await using var scope = _server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.CountAsync(token => token.UserId == _userId);
    }
}
