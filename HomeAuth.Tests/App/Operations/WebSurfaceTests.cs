using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Operations;

public sealed partial class WebSurfaceTests
{
    private const int FirstVisitBudget = 60 * 1024;

    [Theory]
    [InlineData("/auth/authorize")]
    [InlineData("/onboarding")]
    [InlineData("/")]
    public async Task EachPageTellsTheBrowserWhatNotToDo(string path)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        if (path == "/")
        {
            (await client.SignInAsync()).Dispose();
        }

        using var response = await client.GetAsync(path);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-store", Header("Cache-Control"));
        Assert.False(response.Headers.Contains("Server"));

        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
    }

    [Theory]
    [InlineData("/onboarding", false)]
    [InlineData("/onboarding/owner", false)]
    [InlineData("/auth/authorize", true)]
    public async Task PagesForStrangersAreSmallAndOpenNoSocket(string path, bool claimed)
    {
        await using var server = claimed ? await HouseServer.ClaimedAsync() : HouseServer.Started();
        using var client = server.Client();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var page = await Compressed(path);
        var html = page.Text;

        Assert.DoesNotContain("blazor.web", html, StringComparison.Ordinal);
        Assert.DoesNotContain("MudBlazor", html, StringComparison.Ordinal);
        var files = Files().Matches(html).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Equal(3, files.Count);
        var total = page.Bytes;
        foreach (var file in files)
        {
            total += (await Compressed("/" + file.TrimStart('/'))).Bytes;
        }

        Assert.InRange(total, 1, FirstVisitBudget);

        async Task<(int Bytes, string Text)> Compressed(string address)
        {
            using var response = await client.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var bytes = await response.Content.ReadAsByteArrayAsync();
            if (!response.Content.Headers.ContentEncoding.Contains("gzip"))
            {
                return (bytes.Length, System.Text.Encoding.UTF8.GetString(bytes));
            }

            using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            return (bytes.Length, await reader.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task CircuitsAreClosedToStrangersAndToPagesOfOtherOrigins()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var stranger = server.Client();
        foreach (var path in new[] { "/_blazor/negotiate?negotiateVersion=1", "/_blazor?id=x", "/_blazor/initializers" })
        {
            using var response = await stranger.PostAsync(path, null);
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
        }

        using var client = server.Client();
        (await client.SignInAsync()).Dispose();
        using var own = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        foreach (var origin in new[] { "http://evil.test", "null", "http://localhost:1", "http://" + server.Address.Authority + ".evil.test" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
            request.Headers.Add("Origin", origin);
            using var foreign = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        }
    }

    [Fact]
    public async Task UntilTheHouseIsClaimedEveryPageLeadsToClaimingIt()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        foreach (var path in new[] { "/", "/profile", "/auth/authorize", "/nothing", "/.well-known/change-password" })
        {
            using var response = await client.GetAsync(path);
            Assert.Equal((HttpStatusCode.Found, "/onboarding"), (response.StatusCode, response.Headers.Location!.ToString()));
        }

        // Programs are told in their own words.
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/")).StatusCode);
        using var post = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        using var circuit = await client.PostAsync("/_blazor/negotiate", null);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        using var done = await client.GetAsync("/onboarding/done");
        Assert.Equal("/onboarding", new Uri(server.Address, done.Headers.Location!).AbsolutePath);
    }

    [Theory]
    [InlineData("localhost", null, false)]
    [InlineData("house.test", null, true)]
    [InlineData("192.168.1.5", null, true)]
    [InlineData("localhost", "X-Forwarded-For", true)]
    [InlineData("localhost", "Forwarded", true)]
    [InlineData("127.0.0.1", "X-Real-IP", true)]
    [InlineData("127.0.0.1", null, false)]
    public async Task SetupCodeIsAskedUnlessTheRequestIsTrulyLocal(string host, string? header, bool asked)
    {
        await using var server = HouseServer.Started(settings: header is "X-Forwarded-For" ? new() { ["HomeAuth:Http:TrustedProxies:0"] = "127.0.0.1" } : null);
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/onboarding/owner");
        request.Headers.Host = $"{host}:{server.Address.Port}";
        if (header is not null)
        {
            request.Headers.Add(header, "203.0.113.7");
        }

        using var response = await client.SendAsync(request);

        Assert.Equal(asked, (await response.Content.ReadAsStringAsync()).Contains("setup_code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecondVisitorIsToldAndNeverShownAForm()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        foreach (var path in new[] { "/onboarding", "/onboarding/owner", "/onboarding/done" })
        {
            var html = await client.GetStringAsync(path);
            Assert.Contains("This house has an owner", html, StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"password\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhoIsSignedInIsLedHomeFromTheStepsBehind()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        (await client.SignInAsync()).Dispose();
        foreach (var path in new[] { "/onboarding", "/onboarding/owner" })
        {
            using var response = await client.GetAsync(path);
            Assert.Equal((HttpStatusCode.Found, "/"), (response.StatusCode, response.Headers.Location!.ToString()));
        }
    }

    [Fact]
    public async Task FormWithoutATokenDoesNothing()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();

        using var response = await client.PostAsync("/onboarding/owner", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "owner",
            ["name"] = "Eve",
            ["username"] = "eve",
            ["password"] = TestHouse.Password,
            ["confirm_password"] = TestHouse.Password,
        }));

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Contains("Who owns this house?", await client.GetStringAsync("/onboarding/owner"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x:99999")]
    [InlineData("a b")]
    public async Task HostThatCannotBeOneIsRefused(string host)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var socket = new System.Net.Sockets.TcpClient("127.0.0.1", server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /auth/authorize HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectsNameNoHost()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/profile");
        request.Headers.Host = "evil.test";
        using var challenge = await client.SendAsync(request);
        Assert.Equal("/auth/authorize?return=%2Fprofile", challenge.Headers.Location!.ToString());

        using var signedIn = await client.SubmitAsync("/auth/authorize?return=/profile/security%23devices", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        Assert.Equal("/profile/security#devices", signedIn.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("/profile", "/profile")]
    [InlineData("/ü", "/%C3%BC")]
    [InlineData("/auth/authorize?return=%2Fprofile", "/auth/authorize?return=%2Fprofile")]
    [InlineData("/.//evil.test", "/")]
    [InlineData("/../..//evil.test", "/")]
    [InlineData("//evil.test", "/")]
    [InlineData("/auth/logout", "/")]
    [InlineData("/auth/authorize?x=\r\nSet-Cookie: a=b", "/")]
    public async Task ChoosingALanguageLeadsBackAndNowhereElse(string returnTo, string expected)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        using var response = await client.SubmitAsync("/auth/authorize", new() { ["language"] = "de", ["return"] = returnTo }, "/language");
        Assert.Equal((HttpStatusCode.Found, expected), (response.StatusCode, response.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task LanguageFollowsTheBrowserThenTheCookie()
    {
        await using var server = HouseServer.Started();
        using var client = server.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("tlh, de-CH;q=0.9, en;q=0.5");
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", await client.GetStringAsync("/onboarding"), StringComparison.Ordinal);

        using var response = await client.SubmitAsync("/onboarding", new() { ["language"] = "en" }, "/language");

        Assert.Equal((HttpStatusCode.Found, "/onboarding/owner"), (response.StatusCode, response.Headers.Location!.ToString()));
        Assert.Contains("<html lang=\"en\"", await client.GetStringAsync("/onboarding/owner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodiesAreBounded()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync("/auth/authorize", new() { ["username"] = new string('x', 300_000), ["password"] = "x" });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task ChangePasswordAddressIsTheOneThatPasswordManagersKnow()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        using var response = await client.GetAsync("/.well-known/change-password");
        Assert.Equal("/profile/security#password", response.Headers.Location!.ToString());
        using var unknown = await client.GetAsync("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200");
        Assert.NotEqual(HttpStatusCode.OK, unknown.StatusCode);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+\\.(?:css|js|svg))\"")]
    private static partial Regex Files();
}
