using System.Net;
using System.Text.RegularExpressions;
using HomeAuth.Core.Alerts;
using HomeAuth.Core.Data;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Core.Alerts;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Recovery;

/// <summary>The link in a message, through the real pipeline.</summary>
public sealed partial class AlertLinkTests
{
    private readonly Letterbox _letterbox = new();

    [Fact]
    public async Task LinkLeadsWhereTheHouseIsWhateverHostTheStrangerNamed()
    {
        await using var server = await OpenAsync(new() { ["HomeAuth:Address"] = "https://home.example" });
        await StrangerAsync(server, "evil.example");
        await server.Services.GetRequiredService<AlertDelivery>().RunOnceAsync(TestContext.Current.CancellationToken);

        var text = _letterbox.Messages.Single(message => message.Text.Contains("new device", StringComparison.Ordinal) || message.Text.Contains("not used before", StringComparison.Ordinal)).Text;
        Assert.Contains("https://home.example/alerts/", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.Contains("198.51.100.9", text, StringComparison.Ordinal);
        Assert.Contains("Safari on iPhone", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpeningTheLinkChangesNothingAndTheButtonEndsTheDevice()
    {
        await using var server = await OpenAsync();
        using var stranger = await StrangerAsync(server, null);
        await server.Services.GetRequiredService<AlertDelivery>().RunOnceAsync(TestContext.Current.CancellationToken);
        var path = new Uri(Link().Match(_letterbox.Messages[^1].Text).Value).AbsolutePath;
        using var reader = server.Client();

        for (var i = 0; i < 2; i++)
        {
            using var page = await reader.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
            Assert.DoesNotContain("session", string.Join(' ', page.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []), StringComparison.Ordinal);
        }

        // Without the token of its page nothing happens either.
        using (await reader.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("_handler", "not-mine")])))
        {
            using var still = await stranger.GetAsync("/profile");
            Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        }

        using var answer = await reader.SubmitAsync(path, []);
        Assert.StartsWith("/recover/", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var gone = await stranger.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.Found, gone.StatusCode);
        using var nobody = await reader.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.Found, nobody.StatusCode);

        using var saved = await reader.SubmitAsync(answer.Headers.Location.ToString(), new() { ["password"] = "another seven otters", ["confirm_password"] = "another seven otters" });
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        using var used = await reader.GetAsync(path);
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
        Assert.Contains("This link is used up", await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HouseServer> OpenAsync(Dictionary<string, string>? settings = null)
    {
        var server = await HouseServer.ClaimedAsync(settings: settings, configure: services => services.AddSingleton<Notifier>(_letterbox));
        await using var scope = server.Services.CreateAsyncScope();
        var anna = TestHouse.Actor(await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Where(user => user.IsOwner).Select(user => user.Id).SingleAsync());
        await scope.ServiceProvider.GetRequiredService<RefreshTokenIssuer>().CreateBrowserSessionAsync(anna.UserId, null, true, null, TestHouse.Stranger());
        await scope.ServiceProvider.GetRequiredService<AlertChoices>().SetTargetAsync(new AlertTarget(_letterbox.Name, "anna"), anna);
        return server;
    }

    private static async Task<HttpClient> StrangerAsync(HouseServer server, string? host)
    {
        var client = server.Client();
        client.DefaultRequestHeaders.Add(PretendedAddress.Header, "198.51.100.9");
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", AlertHouse.Safari);
        client.DefaultRequestHeaders.Host = host;
        (await client.SignInAsync()).Dispose();
        return client;
    }

    [GeneratedRegex("http[^ \n]+/alerts/[0-9a-f]{64}")]
    private static partial Regex Link();
}
