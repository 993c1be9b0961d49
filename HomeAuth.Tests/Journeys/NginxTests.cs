using System.Net;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>A house behind a real nginx: set up well, set up badly, and not told to us at all.</summary>
public sealed class NginxTests(Chromium chromium)
{
    private static readonly Dictionary<string, string> Trusting = new() { ["HomeAuth:Http:TrustedProxies:0"] = NginxServer.Proxy };

    [Fact]
    public async Task HouseSeesTheVisitorAndNotTheProxy()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Trusting);
        await using var nginx = await NginxServer.StartAsync(server.Address, NginxServer.Right);
        using var client = PeerClient.From("127.0.0.7", nginx.Address);
        var page = await client.GetStringAsync("/help/connection");
        Assert.Contains("<bdi data-value>127.0.0.7</bdi>", page, StringComparison.Ordinal);
        Assert.Contains($"<bdi data-value>{NginxServer.Proxy}</bdi>", page, StringComparison.Ordinal);
        // What the visitor says of themselves goes through nginx as the left of the list.
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.168.1.1");
        Assert.Contains("<bdi data-value>127.0.0.7</bdi>", await client.GetStringAsync("/help/connection"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyClaimsTheHouseThroughAProxyThatSaysNothing()
    {
        // As nginx comes: it passes 127.0.0.1 as host and nothing of the visitor.
        await using var server = HouseServer.Started();
        await using var nginx = await NginxServer.StartAsync(server.Address, []);
        using var client = PeerClient.From("127.0.0.7", nginx.Address);
        Assert.Contains("setup_code", await client.GetStringAsync("/onboarding/owner"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongConfigurationIsAPageThatNamesTheAddressToAdd()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var nginx = await NginxServer.StartAsync(server.Address, NginxServer.Right);
        await using var person = await Person.ArriveAsync(chromium, nginx.Address, options => options.Locale = "de");
        var answer = await person.GoAsync("/");
        Assert.Equal((int)HttpStatusCode.BadRequest, answer!.Status);
        await Assertions.Expect(person.Page.Locator("pre")).ToHaveTextAsync("{ \"HomeAuth\": { \"Http\": { \"TrustedProxies\": [\"127.0.0.2\"] } } }");
        await Assertions.Expect(person.Page.Locator("h1")).ToHaveTextAsync("Diese Adresse führt durch einen Proxy, den das Haus nicht kennt");
        Assert.Empty(await person.AccessibilityProblemsAsync());
        await person.KeepPictureAsync("proxy-refused");

        // Whoever runs the house sees it where they look for it.
        await using var owner = await Person.ArriveAsync(chromium, server.Address);
        await owner.SignInAsync("/");
        await owner.GoAsync("/help/connection");
        await Assertions.Expect(owner.Page.Locator(".refusals")).ToContainTextAsync("\"TrustedProxies\": [\"127.0.0.2\"]");
        await owner.KeepPictureAsync("doctor-administrator");
    }

    [Fact]
    public async Task TlsThatEndsAtTheProxyMakesCookiesSecure()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Trusting);
        await using var nginx = await NginxServer.StartAsync(server.Address, NginxServer.Right, tls: true);
        await using var person = await Person.ArriveAsync(chromium, nginx.Address, options => options.IgnoreHTTPSErrors = true);
        await person.SignInAsync("/profile");
        var cookies = await person.Context.CookiesAsync();
        Assert.Contains(cookies, cookie => cookie is { Name: "__Host-homeauth.session", Secure: true, HttpOnly: true, Domain: "house.test" });
        Assert.DoesNotContain(cookies, cookie => !cookie.Secure);
        var page = await person.GoAsync("/profile");
        Assert.Equal("max-age=31536000", await page!.HeaderValueAsync("Strict-Transport-Security"));
        await person.ReadyAsync();
        await Assertions.Expect(person.Page.Locator("#slow")).ToBeHiddenAsync();

        await person.GoAsync("/help/connection");
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        foreach (var fact in new[] { "[data-fact=encryption]", "[data-fact=passkeys]", "[data-fact=cookies]", "[data-probe=sockets]", "[data-probe=events]", "[data-probe=requests]", "[data-probe=clock]" })
        {
            await Assertions.Expect(person.Page.Locator(fact)).ToHaveAttributeAsync("data-verdict", "good");
        }

        Assert.DoesNotContain(person.Complaints, complaint => !complaint.Contains("certificate", StringComparison.OrdinalIgnoreCase));
    }

    // Two lines that guides leave out, and what each breaks.
    [Theory]
    [InlineData("X-Forwarded-Proto", true, "encryption", "X-Forwarded-Proto $scheme")]
    [InlineData("Host $http_host", false, "host", "Host $http_host")]
    public async Task DoctorSeesWhatTheProxyDoesNotPassOn(string missing, bool tls, string fact, string cure)
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Trusting);
        await using var nginx = await NginxServer.StartAsync(server.Address, [.. NginxServer.Right.Where(line => !line.Contains(missing, StringComparison.Ordinal))], tls: tls);
        await using var person = await Person.ArriveAsync(chromium, nginx.Address, options => options.IgnoreHTTPSErrors = true);
        await person.GoAsync("/help/connection");
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        await Assertions.Expect(person.Page.Locator($"[data-fact={fact}]")).ToHaveAttributeAsync("data-verdict", "bad");
        await Assertions.Expect(person.Page.Locator($"[data-fact={fact}] .cure")).ToContainTextAsync(cure);
        Assert.Empty(await person.AccessibilityProblemsAsync());
    }

    [Fact]
    public async Task ProxyThatDoesNotUpgradeLeavesTheHouseUsable()
    {
        await using var server = await HouseServer.ClaimedAsync(settings: Trusting);
        await using var nginx = await NginxServer.StartAsync(server.Address, [.. NginxServer.Right.Where(line => !line.Contains("upgrade", StringComparison.Ordinal))]);
        await using var person = await Person.ArriveAsync(chromium, nginx.Address);
        await person.SignInAsync("/profile");
        await Assertions.Expect(person.Page.Locator("#slow")).ToBeVisibleAsync();
        await person.KeepPictureAsync("slow");
        await person.Page.GetByLabel("Dark").CheckAsync();
        await Assertions.Expect(person.Page.Locator("html")).ToHaveCSSAsync("color-scheme", "dark");

        await person.Page.Locator("#slow a").ClickAsync();
        await person.Page.Locator("#connection[data-done]").WaitForAsync();
        await Assertions.Expect(person.Page.Locator("[data-probe=sockets]")).ToHaveAttributeAsync("data-verdict", "bad");
        await Assertions.Expect(person.Page.Locator("[data-probe=sockets] .cure")).ToContainTextAsync("proxy_set_header Upgrade");
        await Assertions.Expect(person.Page.Locator("#live")).ToContainTextAsync("long polling");
        await person.KeepPictureAsync("doctor-no-upgrade");
    }
}
