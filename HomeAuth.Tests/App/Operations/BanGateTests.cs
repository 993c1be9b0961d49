using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.App.Api;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Operations;

/// <summary>Bans on the wire: who is kept out, in which words, and the family behind one address that is not. Checks 13 to 19 of the security rules.</summary>
public sealed class BanGateTests : IAsyncLifetime
{
    private const string Home = "203.0.113.50";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private ApiHouse _house = default!;

    public async ValueTask InitializeAsync() => _house = await ApiHouse.OpenAsync(_time);

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    // Check 15, and HA's log lines for it.
    [Fact]
    [Trait("HA", "163")]
    [Trait("HA", "165")]
    public async Task SprayIsBannedAndBothKindsOfVisitorsAreToldUntilWhen()
    {
        using var client = _house.ClientAt(Home);
        await SprayAsync(client, 20);

        using var program = await client.GetAsync("/auth/providers");
        Assert.Equal((HttpStatusCode.Forbidden, 300), (program.StatusCode, (int)program.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        var json = await program.JsonAsync();
        Assert.Equal("address_banned", json.GetProperty("code").GetString());
        Assert.Equal(2, json.EnumerateObject().Count());
        foreach (var (language, words) in new[] { ("en", "Sunday, March 1, 2026 at 12:05"), ("de", "Sonntag, 1. März 2026") })
        {
            using var page = await PageAsync(client, "/auth/authorize", language);
            Assert.Equal((HttpStatusCode.Forbidden, 300), (page.StatusCode, (int)page.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
            var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
            Assert.Contains(Home, html, StringComparison.Ordinal);
            Assert.Contains(words, html, StringComparison.Ordinal);
            Assert.DoesNotContain("<form method=\"post\" action=\"/auth/authorize", html, StringComparison.Ordinal);
        }

        using var help = await PageAsync(client, "/help/locked-out", "en");
        Assert.Equal(HttpStatusCode.OK, help.StatusCode);
        using var other = _house.ClientAt("203.0.113.51");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/auth/providers")).StatusCode);
        var lines = _house.Log.Lines.Where(line => line.Category == "homeassistant.components.http.ban").Select(line => line.Text).ToList();
        Assert.Equal(21, lines.Count);
        Assert.StartsWith($"Login attempt or request with invalid authentication from {Home} ({Home}). Requested URL: '/auth/login_flow/", lines[0], StringComparison.Ordinal);
        Assert.Equal($"Banned IP {Home} for too many login attempts", lines[^1]);

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/providers")).StatusCode);
    }

    // A family behind one address: one guesses, the others go on.
    [Fact]
    public async Task FamilyBehindTheAddressGoesOn()
    {
        using var known = _house.ClientAt(Home);
        (await known.SignInAsync()).Dispose();
        using var session = _house.ClientAt(Home);
        (await session.SignInAsync()).Dispose();
        using var programs = _house.ClientAt(Home);
        var (access, refresh) = await programs.SignInAsApiAsync();
        using (var html = await known.GetAsync("/"))
        {
            await known.PostAsync("/auth/logout", new FormUrlEncodedContent(Forms.Fill(
                System.Text.RegularExpressions.Regex.Replace(await html.Content.ReadAsStringAsync(), "(?s)^.*<form[^>]*action=\"/auth/logout\"", "<main"), [])));
        }

        using var guesser = _house.ClientAt(Home);
        await SprayAsync(guesser, 20);
        Assert.Equal(HttpStatusCode.Forbidden, (await guesser.GetAsync("/auth/providers")).StatusCode);

        // Who is signed in.
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/profile")).StatusCode);
        // Programs with tokens, also those whose access token is over.
        Assert.Equal(HttpStatusCode.OK, (await programs.GetAsAsync(access)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await programs.RefreshAsync(refresh)).StatusCode);
        await using (var socket = await HomeAssistantSocket.OpenAsync(_house.Server.Address, address: Home))
        {
            Assert.Equal("auth_required", (await socket.ReadAsync())!.Value.GetProperty("type").GetString());
        }

        // A browser on which somebody has signed in, and logged out.
        using var back = await known.SignInAsync();
        Assert.Equal(HttpStatusCode.Found, back.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/profile")).StatusCode);
    }

    [Fact]
    public async Task ForgedCookiesAndTokensPassNothing()
    {
        await BanAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = _house.Server.Address };
        client.DefaultRequestHeaders.Add(PretendedAddress.Header, Home);
        foreach (var (header, value) in new[]
        {
            ("Cookie", "homeauth.device=" + Identifier.New()), ("Cookie", "homeauth.device=" + new string('a', 5000)), ("Cookie", "homeauth.session=CfDJ8x"), ("Authorization", "Bearer x.y.z"),
            ("X-Forwarded-For", "127.0.0.1"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/providers");
            request.Headers.TryAddWithoutValidation(header, value);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
        }
    }

    // Check 18: a stale tablet is no guesser.
    [Fact]
    public async Task ThousandRefreshesWithADeadTokenBanNobody()
    {
        using var client = _house.ClientAt(Home);
        for (var i = 0; i < 1000; i++)
        {
            using var refused = await client.RefreshAsync("dead");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/providers")).StatusCode);
        Assert.Single(_house.Log.Lines, line => line.Text.StartsWith("Refused a program", StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync());
    }

    // Checks 17 and 21: the visitor is banned by what the household's proxy says, and the proxy never.
    [Fact]
    public async Task BanIsOfTheVisitorAndNotOfTheProxy()
    {
        await using var house = await ApiHouse.OpenAsync(_time, settings: Proxied);
        using var visitor = Through(house, "203.0.113.60");
        await SprayAsync(visitor, 20);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/auth/providers")).StatusCode);
        // What a visitor writes to the left of the truth changes nothing.
        using var liar = Through(house, "198.51.100.1, 203.0.113.60");
        Assert.Equal(HttpStatusCode.Forbidden, (await liar.GetAsync("/auth/providers")).StatusCode);
        using var other = Through(house, "203.0.113.61");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/auth/providers")).StatusCode);

        using var proxy = house.Server.Client();
        await SprayAsync(proxy, 25);
        Assert.Equal(HttpStatusCode.OK, (await proxy.GetAsync("/auth/providers")).StatusCode);
    }

    // Checks 14 and 15 as they come through a real proxy: by whole households, and at one account from everywhere.
    [Theory]
    [InlineData("203.0.113.60", "203.0.113.60", "203.0.113.61")]
    [InlineData("::ffff:203.0.113.60", "203.0.113.60", "203.0.113.61")]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", "2001:db8:1:3::7")]
    public async Task HouseholdBehindTheProxyIsBannedAndItsNeighbourIsNot(string guesser, string sameHousehold, string neighbour)
    {
        await using var house = await ApiHouse.OpenAsync(_time, settings: Proxied);
        using var first = Through(house, guesser);
        await SprayAsync(first, 20);
        using var second = Through(house, sameHousehold);
        Assert.Equal(HttpStatusCode.Forbidden, (await second.GetAsync("/auth/providers")).StatusCode);
        using var other = Through(house, neighbour);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/auth/providers")).StatusCode);
    }

    [Fact]
    public async Task AccountThatIsGuessedAtFromEverywhereIsSlowAndOpenToItsKnownBrowser()
    {
        await using var house = await ApiHouse.OpenAsync(_time, settings: Proxied);
        using var known = Through(house, "198.51.100.20");
        (await known.SignInAsync()).Dispose();
        for (var i = 0; i < 30; i++)
        {
            using var guesser = Through(house, $"203.0.113.{i + 1}");
            (await GuessAsync(guesser, "anna")).Dispose();
        }

        using var stranger = Through(house, "198.51.100.21");
        using var refused = await GuessAsync(stranger, "anna", TestHouse.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var back = await known.SubmitAsync("/auth/authorize?client_id=http%3A%2F%2Fdashboard.test%2F&redirect_uri=http%3A%2F%2Fdashboard.test%2F", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        Assert.Contains("code=", back.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("HA", "167")]
    public async Task MissingAndWrongTokensAreNoGuesses()
    {
        using var client = _house.ClientAt(Home);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsAsync("nonsense")).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/")).StatusCode);
        }

        Assert.Equal(0, await CountAsync());
    }

    // Check 13, by a browser that is a stranger.
    [Fact]
    public async Task RightPasswordWithinTheWaitIsRefusedAsAWrongOneIs()
    {
        using var client = _house.ClientAt(Home);
        for (var i = 0; i < 5; i++)
        {
            (await GuessAsync(client, "anna")).Dispose();
        }

        List<(HttpStatusCode, double, string)> answers = [];
        foreach (var password in new[] { "wrong", TestHouse.Password })
        {
            using var answer = await GuessAsync(client, "anna", password);
            var text = System.Text.RegularExpressions.Regex.Replace(await answer.Content.ReadAsStringAsync(), "[0-9a-f]{32}", "");
            answers.Add((answer.StatusCode, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, text));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[0].Item1);
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task DeviceCookieIsKeptFromScriptsAndOtherSitesAndSurvivesLogOut()
    {
        using var client = _house.ClientAt(Home);
        using var response = await client.SignInAsync(keep: false);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("homeauth.device=", StringComparison.Ordinal));
        foreach (var part in new[] { "httponly", "samesite=lax", "path=/", "max-age=34560000" })
        {
            Assert.Contains(part, cookie, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("anna", cookie, StringComparison.OrdinalIgnoreCase);
        var own = await _house.Server.OwnerIdAsync();
        Assert.DoesNotContain(own, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageOfABanLeadsHomeGivenNobodyIsBanned()
    {
        using var client = _house.ClientAt(Home);
        using var page = await PageAsync(client, "/banned", "en");
        Assert.Equal((HttpStatusCode.Found, "/"), (page.StatusCode, page.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task HouseWithoutAnOwnerShowsThePageToo()
    {
        await using var server = HouseServer.Started(time: _time);
        using var client = server.Client();
        client.DefaultRequestHeaders.Add(PretendedAddress.Header, Home);
        await using (var scope = server.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<BanList>().AddAsync(Home, null, new Actor("", null, RequestOrigin.Internal));
        }

        using var page = await PageAsync(client, "/", "en");
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Null(page.Headers.RetryAfter);
    }

    // HA's "failed login attempt from 127.0.0.1" with nmap.
    [Fact]
    public async Task ScanOfThisMachineByItselfIsNoGuessAndOneEntry()
    {
        using var client = _house.Server.Client();
        client.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (compatible; Nmap Scripting Engine)");
        for (var i = 0; i < 30; i++)
        {
            (await client.GetAsync("/api/")).Dispose();
            (await client.GetAsync($"/auth/login_flow/{i}?code=geheim")).Dispose();
        }

        Assert.Equal(0, await CountAsync());
        var report = _house.Server.Services.GetRequiredService<ProbeWatch>().Current!;
        Assert.Equal((60, 10), (report.Count, report.Paths.Count));
        Assert.Contains("Nmap", report.UserAgent, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Paths, path => path.Contains("geheim", StringComparison.Ordinal));
        Assert.Single(_house.Log.Lines, line => line.Text.Contains("exclude this machine's own address", StringComparison.Ordinal));
    }

    // nmap's own questions, and as it asks when it scans the network in which this machine is.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.0.2.2")]
    public async Task ScanIsKnownWhateverItAsksForAndByWhichOfTheMachinesAddresses(string own)
    {
        await using var server = await HouseServer.ClaimedAsync(_time, configure: services => services.AddSingleton(new OwnAddresses(_time, () => [IPAddress.Parse("192.0.2.2")])));
        using var client = server.Client();
        client.DefaultRequestHeaders.Add(PretendedAddress.Header, own);
        foreach (var (method, path) in new[] { ("GET", "/nice%20ports%2C/Tri%6Eity.txt%2ebak"), ("GET", "/HNAP1"), ("POST", "/sdk"), ("GET", "/.git/HEAD"), ("GET", "/evox/about") })
        {
            using var probe = new HttpRequestMessage(new HttpMethod(method), path);
            (await client.SendAsync(probe)).Dispose();
        }

        Assert.Equal(5, server.Services.GetRequiredService<ProbeWatch>().Current?.Count);
        await SprayAsync(client, 25);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/providers")).StatusCode);
    }

    [Fact]
    public async Task BansAreListedAddedAndLiftedOverTheSocket()
    {
        await using var socket = await HomeAssistantSocket.ConnectAsync(_house.Server.Address, await _house.AccessAsync());
        await socket.ResultAsync("homeauth/bans/add", new { network = "203.0.113.50", seconds = 3600 });
        using var client = _house.ClientAt(Home);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/auth/providers")).StatusCode);

        var list = await socket.ResultAsync("homeauth/bans/list");
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        var ban = list.GetProperty("bans")[0];
        Assert.Equal((Home, "Anna Muster", true), (ban.GetProperty("network").GetString(), ban.GetProperty("by").GetString(), ban.GetProperty("failures").ValueKind == System.Text.Json.JsonValueKind.Null));

        await socket.ResultAsync("homeauth/bans/lift", new { network = "203.0.113.50" });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/auth/providers")).StatusCode);
        Assert.Equal("not_found", await socket.ErrorAsync("homeauth/bans/lift", new { network = "203.0.113.50" }));

        var settings = await socket.ResultAsync("homeauth/settings/update", new { ip_ban_enabled = false, login_attempts_threshold = -1, allowed_networks = new[] { "192.168.1.7" } });
        Assert.Equal(
            (false, -1, "192.168.1.7/32"),
            (settings.GetProperty("ip_ban_enabled").GetBoolean(), settings.GetProperty("login_attempts_threshold").GetInt32(), settings.GetProperty("allowed_networks")[0].GetString()));
    }

    private static Dictionary<string, string> Proxied => new() { ["HomeAuth:Http:TrustedProxies:0"] = "127.0.0.1" };

    private static HttpClient Through(ApiHouse house, string addresses)
    {
        var client = house.Server.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", addresses);
        return client;
    }

    private static async Task SprayAsync(HttpClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var wrong = await GuessAsync(client, $"user{i}");
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> GuessAsync(HttpClient client, string username, string password = "wrong") =>
        await client.AnswerFlowAsync(await client.StartFlowAsync(), username, password);

    private static async Task<HttpResponseMessage> PageAsync(HttpClient client, string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html,application/xhtml+xml");
        request.Headers.Add("Accept-Language", language);
        return await client.SendAsync(request);
    }

    private async Task BanAsync()
    {
        await using var scope = _house.Server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<BanList>().AddAsync(Home, null, new Actor(await _house.Server.OwnerIdAsync(), null, RequestOrigin.Internal));
    }

    private async Task<int> CountAsync()
    {
        await using var scope = _house.Server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().GuessCounters.CountAsync();
    }
}
