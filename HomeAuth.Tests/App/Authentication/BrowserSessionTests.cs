using System.Net;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Authentication;

public sealed class BrowserSessionTests
{
    [Fact]
    public async Task SignInSetsACookieThatScriptsAndOtherSitesDoNotGet()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SignInAsync();

        Assert.Equal((HttpStatusCode.Found, "/"), (response.StatusCode, new Uri(server.Address, response.Headers.Location!).AbsolutePath));
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("homeauth.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
        Assert.Contains("expires=", cookie, StringComparison.Ordinal);
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task CookieEndsWithTheBrowserGivenNotToBeKept()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SignInAsync(keep: false);

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), value => value.StartsWith("homeauth.session=", StringComparison.Ordinal));
        Assert.DoesNotContain("expires=", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CookieIsRefusedAtOnceGivenItsTokenIsRevoked()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        (await client.SignInAsync()).Dispose();
        await using var scope = server.Services.CreateAsyncScope();
        var token = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.SingleAsync();

        await scope.ServiceProvider.GetRequiredService<RefreshTokenManager>().RevokeAsync(
            token.UserId, token.Id, RevocationReasons.Revoked, new Actor(token.UserId, null, RequestOrigin.Internal));

        using var response = await client.GetAsync("/profile?tab=1");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/auth/authorize?return=%2Fprofile%3Ftab%3D1&reason=session_ended", response.Headers.Location!.ToString());
        using var circuit = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.Unauthorized, circuit.StatusCode);
    }

    [Fact]
    public async Task SigningInAgainInOneBrowserLeavesOneRow()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        (await client.SignInAsync()).Dispose();
        var html = await client.GetStringAsync("/");
        Assert.Contains("Hello, Anna Muster", html, StringComparison.Ordinal);

        using var again = await client.GetAsync("/auth/authorize");
        Assert.Equal(HttpStatusCode.Found, again.StatusCode);
        await using var scope = server.Services.CreateAsyncScope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.CountAsync());
    }

    [Fact]
    public async Task TamperedCookieIsAStranger()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        foreach (var value in new[] { "", "x", Identifier.New(), new string('a', 4000) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/profile");
            request.Headers.Add("Cookie", $"homeauth.session={value}");
            using var response = await client.SendAsync(request);
            Assert.Equal("/auth/authorize?return=%2Fprofile", response.Headers.Location!.ToString());
        }
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/\\evil.test")]
    [InlineData("javascript:alert(1)")]
    public async Task SignInNeverLeadsAway(string target)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();

        using var response = await client.SubmitAsync(
            "/auth/authorize?return=" + Uri.EscapeDataString(target), new() { ["username"] = "anna", ["password"] = TestHouse.Password });

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(new Uri(server.Address, "/"), new Uri(server.Address, response.Headers.Location!));
    }

    [Fact]
    public async Task GuessingIsAnswered429AlikeForEveryName()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        List<string> pages = [];
        foreach (var username in new[] { "anna", "nobody" })
        {
            for (var i = 0; i < 5; i++)
            {
                using var wrong = await client.SubmitAsync("/auth/authorize", new() { ["username"] = username, ["password"] = "not the password" });
                Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
            }

            using var response = await client.SubmitAsync("/auth/authorize", new() { ["username"] = username, ["password"] = TestHouse.Password });
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
            pages.Add((await response.Content.ReadAsStringAsync()).Contains("Too many wrong tries.", StringComparison.Ordinal) ? "told" : "not told");
        }

        Assert.Equal(["told", "told"], pages);
    }

    [Fact]
    public async Task LogoutIsRefusedGivenNoFormTokenAndDoesNothingForStrangers()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        using var stranger = await client.PostAsync("/auth/logout", null);
        Assert.Equal("/auth/authorize?reason=logged_out", stranger.Headers.Location!.ToString());

        (await client.SignInAsync()).Dispose();
        using var forged = await client.PostAsync("/auth/logout", new FormUrlEncodedContent([]));
        Assert.Equal("/", forged.Headers.Location!.ToString());
        using var home = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }
}
