using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.App.Authentication;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Invite;

public sealed class InvitationPasskeyTests
{
    [Fact]
    public async Task PasskeyComesInOnceAndSignsInLater()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var page = await server.InviteAsync();
        using var key = new SoftwareKey { Origin = Origin(server) };
        var (challenge, options) = await QuestionAsync(client, server, "invitation/options", Guest(page));
        Dictionary<string, string> fields = new() { ["name"] = "Berta", ["username"] = "berta", ["challenge"] = challenge, ["credential"] = key.Attest(options) };

        using var accepted = await client.SubmitAsync(page, fields);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
        Assert.Contains("Berta", await client.GetStringAsync("/"), StringComparison.Ordinal);

        using var other = server.Client();
        using var replay = await other.SubmitAsync(await server.InviteAsync(), new(fields) { ["username"] = "berta2" });
        Assert.Equal(HttpStatusCode.BadRequest, replay.StatusCode);
        key.Counter = 2;
        var offer = await QuestionAsync(other, server, "options", new { });
        using var signIn = await other.SubmitAsync("/auth/authorize", new() { ["challenge"] = offer.Challenge, ["credential"] = key.Assert(offer.Options) });
        Assert.Equal(HttpStatusCode.Found, signIn.StatusCode);
    }

    [Fact]
    public async Task PasskeyOfAnotherSiteOrForAnotherPurposeComesInNowhere()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var page = await server.InviteAsync();
        using var key = new SoftwareKey { Origin = "http://evil.test" };
        var (challenge, options) = await QuestionAsync(client, server, "invitation/options", Guest(page));
        Dictionary<string, string> fields = new() { ["name"] = "Berta", ["username"] = "berta" };

        using var foreign = await client.SubmitAsync(page, new(fields) { ["challenge"] = challenge, ["credential"] = key.Attest(options) });
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        var signIn = await QuestionAsync(client, server, "options", new { });
        using var purpose = await client.SubmitAsync(page, new(fields) { ["challenge"] = signIn.Challenge, ["credential"] = "{}" });
        Assert.Equal(HttpStatusCode.BadRequest, purpose.StatusCode);
        using var good = await client.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task NobodyIsAskedForAPasskeyWithoutAnInvitation()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        using var answer = await AskAsync(client, server, "invitation/options", Guest(InvitationAddress.Of(new string('0', 64))));
        Assert.Equal((HttpStatusCode.BadRequest, """{"code":"invalid_invitation"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private static object Guest(string page) => new { invitation = page.Split('/')[^1], username = "berta", name = "Berta" };

    private static string Origin(HouseServer server) => server.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<(string Challenge, JsonElement Options)> QuestionAsync(HttpClient client, HouseServer server, string path, object body)
    {
        using var answer = await AskAsync(client, server, path, body);
        var question = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (question.GetProperty("challenge").GetString()!, question.GetProperty("options"));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, HouseServer server, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/passkey/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Origin", Origin(server));
        return await client.SendAsync(request);
    }
}
