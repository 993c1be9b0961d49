using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HomeAuth.App.Operations;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Operations;

/// <summary>Section 7.5 of the contract, on real connections from real peers; the trait is the line of the checklist.</summary>
public sealed partial class ForwardedRequestsTests
{
    private const string Proxy = "127.0.0.2";

    [Theory]
    [Trait("HA", "169")]
    [InlineData("203.0.113.7", "203.0.113.7", "127.0.0.2")]
    [InlineData("203.0.113.7, 10.1.2.3", "203.0.113.7", "10.1.2.3 → 127.0.0.2")]
    [InlineData(" 203.0.113.7 ,10.1.2.3,   10.9.9.9", "203.0.113.7", "10.1.2.3 → 10.9.9.9 → 127.0.0.2")]
    [InlineData("203.0.113.7, 198.51.100.2", "198.51.100.2", "127.0.0.2")]
    [InlineData("10.0.0.1, 10.0.0.2", "10.0.0.1", "10.0.0.2 → 127.0.0.2")]
    [InlineData("127.0.0.2", "127.0.0.2", "127.0.0.2")]
    [InlineData("2001:db8::5, 10.0.0.2", "2001:db8::5", "10.0.0.2 → 127.0.0.2")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", "127.0.0.2")]
    [InlineData("203.0.113.7, ::ffff:10.0.0.2", "203.0.113.7", "10.0.0.2 → 127.0.0.2")]
    public async Task VisitorIsTheNearestFromTheRightThatIsNoProxyOfOurs(string header, string address, string proxies)
    {
        await using var server = await BehindProxyAsync();
        Assert.Equal((address, proxies), await SeenAsync(server, (ForwardedHeaders.For, header)));
    }

    [Fact]
    [Trait("HA", "170")]
    public async Task SpoofedLeftElementIsIgnored()
    {
        await using var server = await BehindProxyAsync();
        Assert.Equal("203.0.113.7", (await SeenAsync(server, (ForwardedHeaders.For, "192.168.1.1, 127.0.0.1, 203.0.113.7"))).Address);
    }

    [Theory]
    [Trait("HA", "171")]
    [InlineData("")]
    [InlineData("This value is invalid")]
    [InlineData("1.1.1.1, , 1.2.3.4")]
    [InlineData("1.1.1.1,,1.2.3.4")]
    [InlineData("1.1.1.1, batman, 1.2.3.4")]
    [InlineData("192.168.0.0/24")]
    [InlineData("192.168.0.0/24, 1.1.1.1")]
    [InlineData(",")]
    [InlineData(",1.1.1.1")]
    [InlineData("203.0.113.7:4711")]
    [InlineData("[2001:db8::5]")]
    [InlineData("[2001:db8::5]:443")]
    [InlineData("fe80::1%eth0")]
    [InlineData("unknown")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.1")]
    [InlineData("010.0.0.1")]
    [InlineData("2130706433")]
    public async Task AnythingThatIsNoAddressIsRefused(string header)
    {
        await using var server = await BehindProxyAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, Proxy, (ForwardedHeaders.For, header)));
    }

    [Theory]
    [Trait("HA", "171")]
    [Trait("HA", "173")]
    [Trait("HA", "174")]
    [InlineData(ForwardedHeaders.For, "203.0.113.7")]
    [InlineData(ForwardedHeaders.Proto, "https")]
    [InlineData(ForwardedHeaders.Host, "house.test")]
    public async Task RepeatedHeaderIsRefused(string name, string value)
    {
        await using var server = await BehindProxyAsync();
        (string, string)[] once = [(ForwardedHeaders.For, "203.0.113.7"), (ForwardedHeaders.Proto, "https"), (ForwardedHeaders.Host, "house.test")];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, Proxy, once));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, Proxy, [.. once, (name, value)]));
    }

    [Theory]
    [Trait("HA", "172")]
    [InlineData(false, "A request from a reverse proxy was received from 127.0.0.3, but your HTTP integration is not set-up for reverse proxies")]
    [InlineData(true, "Received X-Forwarded-For header from an untrusted proxy 127.0.0.3")]
    public async Task UntrustedPeerIsRefusedAndLoggedOnceAWindow(bool isConfigured, string line)
    {
        using var log = new LogCapture();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await HouseServer.ClaimedAsync(time, isConfigured ? Trusting() : null, services => services.AddSingleton<ILoggerProvider>(log));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, "127.0.0.3", (ForwardedHeaders.For, "203.0.113.7")));
        }

        var said = Assert.Single(log.Lines, entry => entry.Text.StartsWith(line, StringComparison.Ordinal));
        Assert.Equal(LogLevel.Error, said.Level);
        Assert.Contains("add 127.0.0.3 to HomeAuth:Http:TrustedProxies", said.Text, StringComparison.Ordinal);
        time.Advance(RefusalLog.Window);
        await StatusAsync(server, "127.0.0.3", (ForwardedHeaders.For, "203.0.113.7"));
        Assert.Equal(2, log.Lines.Count(entry => entry.Text.StartsWith(line, StringComparison.Ordinal)));
        Assert.Equal(4, Assert.Single(server.Services.GetRequiredService<ProxyRefusals>().Latest(10)).Count);
    }

    [Theory]
    [Trait("HA", "173")]
    [InlineData("203.0.113.7", "https", "https")]
    [InlineData("203.0.113.7", "HTTPS", "https")]
    [InlineData("203.0.113.7", "wss", "https")]
    [InlineData("203.0.113.7, 10.0.0.1, 10.0.0.2", "https", "https")]
    [InlineData("203.0.113.7, 10.0.0.1, 10.0.0.2", "https, http, http", "https")]
    [InlineData("203.0.113.7, 10.0.0.1, 10.0.0.2", "http, https, https", "http")]
    [InlineData("198.51.100.1, 203.0.113.7, 10.0.0.2", "http,https,http", "https")]
    [InlineData("10.0.0.1, 10.0.0.2", "https, http", "https")]
    [InlineData("203.0.113.7", "", null)]
    [InlineData("203.0.113.7", ",", null)]
    [InlineData("203.0.113.7", "https, http", null)]
    [InlineData("203.0.113.7, 10.0.0.1, 10.0.0.2", "https, http", null)]
    [InlineData("203.0.113.7, 10.0.0.1, 10.0.0.2", "https, http, http, http", null)]
    [InlineData("203.0.113.7, 10.0.0.1", "https, ", null)]
    [InlineData("203.0.113.7", "javascript", null)]
    public async Task SchemeIsTheClientsElementOrTheOnlyOne(string addresses, string header, string? scheme)
    {
        await using var server = await BehindProxyAsync();
        var issuer = await IssuerAsync(server, (ForwardedHeaders.For, addresses), (ForwardedHeaders.Proto, header));
        Assert.Equal(scheme, issuer?.Scheme);
    }

    [Theory]
    [Trait("HA", "174")]
    [InlineData("house.test", "http://house.test/")]
    [InlineData(" house.test:8443 ", "http://house.test:8443/")]
    [InlineData("[2001:db8::1]:8123", "http://[2001:db8::1]:8123/")]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("house.test/evil", null)]
    [InlineData("anna@house.test", null)]
    [InlineData("house.test, other.test", null)]
    [InlineData("house.test:99999", null)]
    public async Task HostIsReplaced(string header, string? issuer)
    {
        await using var server = await BehindProxyAsync();
        Assert.Equal(issuer, (await IssuerAsync(server, (ForwardedHeaders.For, "203.0.113.7"), (ForwardedHeaders.Host, header)))?.ToString());
    }

    [Theory]
    [Trait("HA", "173")]
    [Trait("HA", "174")]
    [InlineData(Proxy)]
    [InlineData("127.0.0.3")]
    public async Task SchemeAndHostAreIgnoredWithoutAnAddress(string peer)
    {
        await using var server = await BehindProxyAsync();
        using var answer = await SendAsync(server, peer, "/.well-known/oauth-authorization-server", (ForwardedHeaders.Proto, "https"), (ForwardedHeaders.Host, "evil.test"));
        var issuer = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("issuer").GetString();
        Assert.StartsWith("http://localhost:", issuer, StringComparison.Ordinal);
    }

    // 175: there is one setting here, the list; what is in it must be addresses.
    [Fact]
    [Trait("HA", "175")]
    public async Task ListOfProxiesThatIsNoListOfAddressesStopsTheStart()
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-proxies-").FullName;
        var (exit, errors) = await HouseProcess.RunAsync($"--HomeAuth:DataDirectory={folder}", "--HomeAuth:Http:TrustedProxies:0=nginx", "--urls=http://127.0.0.1:0");
        Assert.Equal(1, exit);
        Assert.Contains(errors, line => line.Contains("HomeAuth:Http:TrustedProxies:0 is 'nginx'", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PersonIsToldTheAddressAndTheLineAndNothingOfTheirSession()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = PeerClient.From("127.0.0.3", server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/profile");
        request.Headers.Add(ForwardedHeaders.For, "203.0.113.7");
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Accept-Language", "de");
        using var answer = await client.SendAsync(request);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("{ \"HomeAuth\": { \"Http\": { \"TrustedProxies\": [\"127.0.0.3\"] } } }", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"de\"", page, StringComparison.Ordinal);
        Assert.Contains("Was zu tun ist", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<form", page, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        // Its style passes, or the page would be bare.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "127.0.0.3", "/anonymous.css", (ForwardedHeaders.For, "203.0.113.7")));
        using var program = await SendAsync(server, "127.0.0.3", "/api/", (ForwardedHeaders.For, "203.0.113.7"));
        Assert.StartsWith("400: Bad Request\n", await program.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusalDoesNothingOfWhatWasAsked()
    {
        await using var server = HouseServer.Started();
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, "127.0.0.3", "/onboarding/owner", (ForwardedHeaders.For, "203.0.113.7")));
        using var client = PeerClient.From("127.0.0.3", server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/onboarding/users")
        {
            Content = new StringContent($$"""{"name":"Eve","username":"eve","password":"{{TestHouse.Password}}","client_id":"http://localhost:5000/","language":"en","setup_code":"{{server.SetupCode}}"}"""),
        };
        request.Headers.Add(ForwardedHeaders.For, "203.0.113.7");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var open = await server.Client().GetAsync("/");
        Assert.Equal("/onboarding", open.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "1.1", true)]
    [InlineData("127.0.0.1", null, "1.1", true)]
    [InlineData("127.0.0.9", null, "1.1", false)]
    [InlineData("127.0.0.9", null, "1.0", true)]
    public async Task NobodyWhoMayBeBehindAProxyIsAtThisMachineItself(string trusted, string? forwardedFor, string version, bool asked)
    {
        await using var server = HouseServer.Started(settings: Trusting(trusted));
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/onboarding/owner") { Version = Version.Parse(version) };
        if (forwardedFor is not null)
        {
            request.Headers.Add(ForwardedHeaders.For, forwardedFor);
        }

        using var answer = await client.SendAsync(request);
        Assert.Equal(asked, (await answer.Content.ReadAsStringAsync()).Contains("setup_code", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https", "https://house.test", HttpStatusCode.OK)]
    [InlineData("https", "http://house.test", HttpStatusCode.Forbidden)]
    [InlineData("http", "https://house.test", HttpStatusCode.Forbidden)]
    [InlineData(null, "https://house.test", HttpStatusCode.OK)]
    [InlineData(null, "https://other.test", HttpStatusCode.Forbidden)]
    public async Task OriginIsComparedWithItsSchemeWhereThatIsKnown(string? proto, string origin, HttpStatusCode expected)
    {
        await using var server = await BehindProxyAsync();
        using var client = PeerClient.From(Proxy, server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/passkey/options") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("Origin", origin);
        request.Headers.Add(ForwardedHeaders.For, "203.0.113.7");
        request.Headers.Add(ForwardedHeaders.Host, "house.test");
        if (proto is not null)
        {
            request.Headers.Add(ForwardedHeaders.Proto, proto);
        }

        using var answer = await client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void RefusalsAreBoundedAndTheOldestGivesWay()
    {
        var time = new FakeTimeProvider();
        var refusals = new ProxyRefusals(time, Microsoft.Extensions.Logging.Abstractions.NullLogger<ProxyRefusals>.Instance);
        for (var i = 0; i < 2000; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            refusals.Note(IPAddress.Parse($"10.0.{i / 250}.{i % 250}"), ProxyRefusals.NotConfigured);
        }

        Assert.Equal(500, refusals.Latest(int.MaxValue).Count);
        Assert.Equal("10.0.7.249", refusals.Latest(1)[0].Proxy.ToString());
    }

    private static Dictionary<string, string> Trusting(params string[] proxies) =>
        (proxies.Length == 0 ? [Proxy, "10.0.0.0/8"] : proxies).Select((proxy, index) => (proxy, index)).ToDictionary(item => $"HomeAuth:Http:TrustedProxies:{item.index}", item => item.proxy);

    private static Task<HouseServer> BehindProxyAsync() => HouseServer.ClaimedAsync(settings: Trusting());

    private static async Task<(string Address, string Proxies)> SeenAsync(HouseServer server, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(server, Proxy, "/help/connection", headers);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        return (Fact(page, "address"), Fact(page, "proxies"));
    }

    private static string Fact(string page, string name) => Values().Matches(page).Single(match => match.Groups[1].Value == name).Groups[2].Value;

    private static async Task<Uri?> IssuerAsync(HouseServer server, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(server, Proxy, "/.well-known/oauth-authorization-server", headers);
        return answer.StatusCode == HttpStatusCode.BadRequest
            ? null
            : new Uri(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("issuer").GetString()!);
    }

    private static Task<HttpStatusCode> StatusAsync(HouseServer server, string peer, params (string Name, string Value)[] headers) =>
        StatusAsync(server, peer, "/auth/authorize", headers);

    private static async Task<HttpStatusCode> StatusAsync(HouseServer server, string peer, string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(server, peer, path, headers);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HouseServer server, string peer, string path, params (string Name, string Value)[] headers)
    {
        using var client = PeerClient.From(peer, server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        // One line for each, as sent: HttpClient would join what is repeated.
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return headers.DistinctBy(header => header.Name).Count() == headers.Length && headers.All(header => header.Value.Trim().Length > 0)
            ? await client.SendAsync(request)
            : await RawAsync(server, peer, path, headers);
    }

    private static async Task<HttpResponseMessage> RawAsync(HouseServer server, string peer, string path, (string Name, string Value)[] headers)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(peer), 0));
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await using var stream = new System.Net.Sockets.NetworkStream(socket);
        var lines = string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n{lines}\r\n"));
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return new HttpResponseMessage((HttpStatusCode)int.Parse(text.Split(' ')[1], null)) { Content = new StringContent(text) };
    }

    [GeneratedRegex("data-fact=\"([a-z]+)\"[^>]*>\\s*<dt>[^<]*</dt>\\s*<dd>\\s*<bdi data-value>(.*?)</bdi>", RegexOptions.Singleline)]
    private static partial Regex Values();
}
