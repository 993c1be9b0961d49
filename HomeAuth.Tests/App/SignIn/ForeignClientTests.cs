using System.Net;
using System.Text.RegularExpressions;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Grants;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.SignIn;

public sealed partial class ForeignClientTests
{
    private const string ClientId = "http://dashboard.test:8080/";
    private const string RedirectUri = "http://dashboard.test:8080/back";
    private const string Ios = "https://home-assistant.io/iOS";
    private const string Android = "https://home-assistant.io/android";
    private const string AppCallback = "homeassistant://auth-callback";
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static readonly Dictionary<string, string> Right = new() { ["username"] = "anna", ["password"] = TestHouse.Password };

    [Theory]
    [InlineData("plain")]
    [InlineData("a+b/c=&#%20 ü")]
    [InlineData("eyJoYXNzVXJsIjoiaHR0cDovL2hvdXNlIn0=")]
    [InlineData("%2B%252B?code=evil&redirect_uri=x")]
    [InlineData("\r\nLocation: http://evil.test/")]
    [InlineData("日本 🏠 \" '<>")]
    [InlineData(null)]
    public async Task ClientGetsACodeAndItsStateExactly(string? state)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync(Address(ClientId, RedirectUri, state), Right);

        var location = Location(response);
        var code = Code().Match(location).Value;
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal($"{RedirectUri}?code={code}" + (state is null ? "" : "&state=" + Uri.EscapeDataString(state)), location);
        Assert.DoesNotContain(location, letter => letter is <= ' ' or > '~');
        var query = QueryHelpers.ParseQuery(new Uri(location).Query);
        Assert.Equal(state, query.TryGetValue("state", out var back) ? back.ToString() : null);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith("homeauth.session=", StringComparison.Ordinal)));
        Assert.Equal("anna", await RedeemAsync(server, code, ClientId, null));
    }

    [Theory]
    [InlineData("http://dashboard.test:8080/back?a=1&b=%2520x%2F+y", "&")]
    [InlineData("http://dashboard.test:8080/back?", "")]
    [InlineData("http://dashboard.test:8080/back?a=1&", "")]
    [InlineData("HTTP://DashBoard.test:8080", "?")]
    [InlineData("http://dashboard.test:8080//x/%7e%2F", "?")]
    public async Task RedirectUriGoesBackLetterForLetter(string redirectUri, string separator)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync(Address(ClientId, redirectUri, "s"), Right);

        Assert.Matches("^" + Regex.Escape(redirectUri + separator) + "code=[0-9a-f]{32}&state=s$", Location(response));
    }

    [Fact]
    public async Task RedirectUriAtOurOwnNameGoesBackLetterForLetterToo()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var redirectUri = $"http://LOCALHOST:{server.Address.Port}//page/%7e?auth_callback=1";

        using var response = await client.SubmitAsync(Address(server.Address.ToString(), redirectUri, null), Right);

        Assert.StartsWith(redirectUri + "&code=", Location(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientIsToldToStoreItsTokenGivenThePersonStaysSignedIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var kept = await client.SubmitAsync(Address(ClientId, RedirectUri, "s"), new(Right) { ["keep"] = "true" });
        using var app = await client.SubmitAsync(Address(Ios, AppCallback, "s"), new(Right) { ["keep"] = "true" });

        Assert.EndsWith("&state=s&storeToken=true", Location(kept), StringComparison.Ordinal);
        Assert.Matches("^homeassistant://auth-callback\\?code=[0-9a-f]{32}&state=s$", Location(app));
        Assert.Contains("name=\"keep\"", await client.GetStringAsync(Address(ClientId, RedirectUri)), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"keep\"", await client.GetStringAsync(Address(Ios, AppCallback)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientId, RedirectUri, "dashboard.test", "dashboard.test")]
    [InlineData(Ios, AppCallback, "Home Assistant (iOS)", "in the app on this device")]
    [InlineData(Android, AppCallback, "Home Assistant (Android)", "in the app on this device")]
    [InlineData(Android, "https://wear.googleapis.com/3p_auth/io.homeassistant.companion.android", "Home Assistant (Android)", "wear.googleapis.com")]
    [InlineData("http://bücher.test/", "http://xn--bcher-kva.test/x", "xn--bcher-kva.test", "letters in it that can look like others")]
    public async Task PersonIsToldWhoAsksAndWhereItLeads(string clientId, string redirectUri, string name, string target)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        var text = Text(await client.GetStringAsync(Address(clientId, redirectUri)));

        Assert.Contains($"{name} asks you to sign in.", text, StringComparison.Ordinal);
        Assert.Contains(target, text[text.IndexOf("asks you", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CodeIsBoundToTheChallenge()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var address = Address(ClientId, RedirectUri, "s") + $"&response_type=code&scope=all&code_challenge={Challenge}&code_challenge_method=S256";

        using var first = await client.SubmitAsync(address, Right);
        using var second = await client.SubmitAsync(address, Right);

        await Assert.ThrowsAsync<HomeAuthException>(() => RedeemAsync(server, Code().Match(Location(first)).Value, ClientId, null));
        Assert.Equal("anna", await RedeemAsync(server, Code().Match(Location(second)).Value, ClientId, Verifier));
    }

    [Theory]
    [InlineData("response_type=token", "unsupported_response_type")]
    [InlineData("response_type=code%20id_token", "unsupported_response_type")]
    [InlineData("code_challenge=" + Challenge, "invalid_request")]
    [InlineData("code_challenge=" + Challenge + "&code_challenge_method=plain", "invalid_request")]
    [InlineData("code_challenge=short&code_challenge_method=S256", "invalid_request")]
    [InlineData("response_type=code&response_type=code", "invalid_request")]
    [InlineData("code_challenge_method=plain", null)]
    [InlineData("response_type=&code_challenge=", null)]
    [InlineData("scope=x&foo=%FF&=&&nonce", null)]
    public async Task ClientIsToldWhatItAskedWrongly(string parameters, string? error)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.GetAsync(Address(ClientId, RedirectUri, "a b") + "&" + parameters);

        Assert.Equal(error is null ? HttpStatusCode.OK : HttpStatusCode.Found, response.StatusCode);
        if (error is not null)
        {
            Assert.StartsWith($"{RedirectUri}?error={error}&error_description=", Location(response), StringComparison.Ordinal);
            Assert.EndsWith("&state=a%20b", Location(response), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "ftp://dashboard.test", RedirectUri, "does not begin with http:// or https://", "client_id_scheme")]
    [InlineData("de", "ftp://dashboard.test", RedirectUri, "beginnt nicht mit http:// oder https://", "client_id_scheme")]
    [InlineData("en", Ios, "http://evil.test/", "says that it is a Home Assistant app", "redirect_uri_app")]
    [InlineData("en", ClientId, "javascript:alert(1)", "something that is never allowed", "redirect_uri_scheme")]
    [InlineData("en", ClientId, null, "the address for the answer (redirect_uri) is missing", "redirect_uri_missing")]
    [InlineData("en", null, RedirectUri, "its address (client_id) is missing", "client_id_missing")]
    [InlineData("en", "", "", "its address (client_id) is missing", "client_id_missing")]
    public async Task RefusalSaysWhatIsWrong(string language, string? clientId, string? redirectUri, string words, string reason)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", language);

        // A fault of the request does not lead to where nobody may be sent.
        using var response = await client.GetAsync(Address(clientId, redirectUri, "s") + "&response_type=token");

        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.BadRequest, false), (response.StatusCode, response.Headers.Contains("Location")));
        Assert.Contains(words, Text(html), StringComparison.Ordinal);
        Assert.Contains(reason.StartsWith("client", StringComparison.Ordinal) ? "invalid_client_id" : "invalid_redirect_uri", html, StringComparison.Ordinal);
        Assert.Contains($"<code>{reason}</code>", html, StringComparison.Ordinal);
        Assert.Contains(redirectUri ?? "nothing", Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"password\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.test\"", html, StringComparison.Ordinal);
        Assert.Contains("form-action 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "http://evil.test/x", "The address for the answer leads to another host")]
    [InlineData("de", "http://evil.test/x", "führt zu einem anderen Host")]
    [InlineData("en", "http://localhost:1/x", "has another port")]
    [InlineData("de", "https://localhost:1/x", "beginnt anders als die Adresse des Programms")]
    public async Task RefusalSaysWhichPartDiffersFromWhatTheClientCallsItsOwn(string language, string redirectUri, string words)
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var site = await ClientSite.StartAsync("myapp://back");
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", language);

        using var response = await client.GetAsync(Address(site.Address.ToString(), redirectUri));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = Text(await response.Content.ReadAsStringAsync());
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.Contains($"{(language == "en" ? "begins here with" : "beginnt hier mit")} {site.Address} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusalShowsReceivedTextCutAndHarmless()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.GetAsync(Address("http://x\u202Etest/<script>alert(1)</script>" + new string('a', 3000), RedirectUri));

        var html = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("⟨U+202E⟩", Text(html), StringComparison.Ordinal);
        Assert.Contains("aaa…", Text(html), StringComparison.Ordinal);
        Assert.DoesNotContain(new string('a', 300), Text(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedPostIsNotAGuessAndLooksAtNoPassword()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var fields = Forms.Fill(await client.GetStringAsync(Address(ClientId, RedirectUri)), new() { ["username"] = "anna", ["password"] = "wrong password" });
        for (var i = 0; i < 10; i++)
        {
            using var refused = await client.PostAsync(Address(ClientId, RedirectUri + "#x"), new FormUrlEncodedContent(fields));
            Assert.Equal((HttpStatusCode.BadRequest, false), (refused.StatusCode, refused.Headers.Contains("Location")));
            Assert.Contains("has a # in it", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var right = await client.PostAsync(Address(ClientId, RedirectUri), new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["password"] = TestHouse.Password }));
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
        await using var scope = server.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().GuessCounters.AnyAsync());
    }

    [Theory]
    [InlineData("http://other.test/", "http://other.test/back", "")]
    [InlineData(ClientId, RedirectUri + "2", "")]
    [InlineData(ClientId, RedirectUri, "&code_challenge=" + Challenge + "&code_challenge_method=S256")]
    public async Task CodeGoesToNobodyElseThanThePersonWasShown(string clientId, string redirectUri, string parameters)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var swapped = Address(clientId, redirectUri) + parameters;
        var fields = Forms.Fill(await client.GetStringAsync(Address(ClientId, RedirectUri)), Right);

        using var response = await client.PostAsync(swapped, new FormUrlEncodedContent(fields));

        var html = await response.Content.ReadAsStringAsync();
        Assert.False(response.Headers.Contains("Location"));
        Assert.Contains("begun for another program", html, StringComparison.Ordinal);
        using var anew = await client.PostAsync(swapped, new FormUrlEncodedContent(Forms.Fill(html, Right)));
        Assert.StartsWith(redirectUri + "?code=", Location(anew), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlowsOfClientsAndOfTheHouseAreNotExchangeable()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var ofClient = Forms.Fill(await client.GetStringAsync(Address(ClientId, RedirectUri)), Right);
        var ofHouse = Forms.Fill(await client.GetStringAsync("/auth/authorize"), Right);

        using var house = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(ofClient));
        using var foreign = await client.PostAsync(Address(ClientId, RedirectUri), new FormUrlEncodedContent(ofHouse));

        Assert.All([house, foreign], response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.False(house.Headers.Contains("Location") || foreign.Headers.Contains("Location"));
    }

    [Fact]
    public async Task SecondPostOfAFormGivesNoSecondCode()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var address = Address(ClientId, RedirectUri);
        var fields = Forms.Fill(await client.GetStringAsync(address), Right);

        using var first = await client.PostAsync(address, new FormUrlEncodedContent(fields));
        using var second = await client.PostAsync(address, new FormUrlEncodedContent(fields));

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Contains("This sign-in took too long", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongPasswordIsSaidOnTheSamePageAndCancelLeadsBack()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync(
            Address(ClientId, RedirectUri + "?x=1", "a&b"), new() { ["username"] = "anna", ["password"] = "wrong password" });

        var html = await response.Content.ReadAsStringAsync();
        Assert.Contains("Username or password is not right.", html, StringComparison.Ordinal);
        Assert.Contains("dashboard.test asks you to sign in.", Text(html), StringComparison.Ordinal);
        Assert.Contains($"href=\"{RedirectUri}?x=1&amp;error=access_denied&amp;state=a%26b\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientId, RedirectUri, "form-action 'self' http://dashboard.test:8080;")]
    [InlineData("https://bücher.test/", "https://xn--bcher-kva.test/x", "form-action 'self' https://xn--bcher-kva.test;")]
    [InlineData(Ios, AppCallback, "form-action 'self' homeassistant:;")]
    [InlineData("http://[fd00::1]:8080/", "http://[fd00::1]:8080/x", "form-action 'self';")]
    public async Task FormMayBeAnsweredAtTheClientAndNowhereElse(string clientId, string redirectUri, string expected)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.GetAsync(Address(clientId, redirectUri));

        var own = (await client.GetAsync("/auth/authorize")).Headers.GetValues("Content-Security-Policy").Single();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains(expected, policy, StringComparison.Ordinal);
        Assert.Equal(Nonce().Replace(own, ""), Nonce().Replace(policy, "").Replace(expected, "form-action 'self';", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientWhosePolicyHasNoWordsIsReachedByAPageThatLeadsOn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync(Address("http://[fd00::1]:8080/", "http://[fd00::1]:8080/x", "s"), Right);

        Assert.Equal((HttpStatusCode.OK, false), (response.StatusCode, response.Headers.Contains("Location")));
        Assert.Matches(
            "http-equiv=\"refresh\" content=\"0; url=http://\\[fd00::1\\]:8080/x\\?code=[0-9a-f]{32}&amp;state=s\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task SlowClientDoesNotStallTheSignInAndIsCheckedBeforeThePassword()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var site = await ClientSite.StartAsync("myapp://back", TimeSpan.FromSeconds(2.5));
        using var client = server.Client();

        using var page = await client.GetAsync(Address(site.Address.ToString(), "myapp://back"));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("form-action 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("myapp://back?", html, StringComparison.Ordinal);
        using var wrong = await client.PostAsync(Address(site.Address.ToString(), "evil://back"), new FormUrlEncodedContent(Forms.Fill(html, Right)));
        using var right = await client.PostAsync(Address(site.Address.ToString(), "myapp://back"), new FormUrlEncodedContent(Forms.Fill(html, Right)));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Contains("url=myapp://back?code=", await right.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignedInBrowserIsAskedAllTheSameAndStaysSignedIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        (await client.SignInAsync()).Dispose();

        var html = await client.GetStringAsync(Address(ClientId, RedirectUri));
        Assert.Contains("value=\"anna\"", html, StringComparison.Ordinal);
        using var response = await client.PostAsync(Address(ClientId, RedirectUri), new FormUrlEncodedContent(Forms.Fill(html, Right)));

        Assert.StartsWith(RedirectUri + "?code=", Location(response), StringComparison.Ordinal);
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        await using var scope = server.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.CountAsync());
    }

    [Fact]
    public async Task AccountForTheHomeNetworkGetsACodeThere()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        await using (var scope = server.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.LocalOnly, true));
        }

        using var response = await client.SubmitAsync(Address(ClientId, RedirectUri), Right);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    [Fact]
    public async Task ExpiredFormAndChoiceOfLanguageKeepWhatTheClientAsked()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var address = Address(ClientId, RedirectUri + "?x=%20+", "a+b/c=&#%20 ü");

        using var expired = await client.PostAsync(address, new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "login" }));
        Assert.Equal((HttpStatusCode.SeeOther, address + "&reason=form_expired"), (expired.StatusCode, Location(expired)));
        using var again = await client.PostAsync(Location(expired), new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "login" }));
        Assert.Equal(address + "&reason=form_expired", Location(again));
        var html = await client.GetStringAsync(Location(expired));
        Assert.Contains("That page was out of date.", html, StringComparison.Ordinal);
        var fields = Forms.Fill("<main" + html[html.IndexOf("<footer", StringComparison.Ordinal)..], new() { ["language"] = "de" });
        using var german = await client.PostAsync("/language", new FormUrlEncodedContent(fields));
        Assert.Equal(address + "&reason=form_expired", Location(german));
        using var done = await client.SubmitAsync(Location(german), Right);
        Assert.EndsWith("&state=" + Uri.EscapeDataString("a+b/c=&#%20 ü"), Location(done), StringComparison.Ordinal);
    }

    private static string Address(string? clientId, string? redirectUri, string? state = null) =>
        "/auth/authorize?" + string.Join('&', new[] { ("client_id", clientId), ("redirect_uri", redirectUri), ("state", state) }
            .Where(pair => pair.Item2 is not null).Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2!)}"));

    // As it was sent; the class Uri would mend it.
    private static string Location(HttpResponseMessage response) => response.Headers.NonValidated["Location"].ToString();

    private static string Text(string html) => Spaces().Replace(WebUtility.HtmlDecode(Tag().Replace(html, "")), " ");

    private static async Task<string?> RedeemAsync(HouseServer server, string code, string clientId, string? verifier)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<AuthorizationCodeStore>().RedeemAsync(
            clientId, code, CodePurpose.Authorize, verifier, TestHouse.Stranger());
        return (await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.SingleAsync(user => user.Id == row.UserId)).UserName;
    }

    [GeneratedRegex("(?<=code=)[0-9a-f]{32}")]
    private static partial Regex Code();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("'nonce-[^']*'")]
    private static partial Regex Nonce();
}
