using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Authentication;

/// <summary>Passkeys against what no browser would send.</summary>
public sealed class PasskeyCeremonyTests
{
    [Fact]
    public async Task PasskeySignsInOnceAndItsCounterMustRise()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var key = await RegisteredAsync(server);

        key.Counter = 2;
        using var client = server.Client();
        var (challenge, answer) = await AnsweredAsync(client, server, key);
        Assert.True(await SignsInAsync(client, challenge, answer));

        using var replay = server.Client();
        Assert.False(await SignsInAsync(replay, challenge, answer));
        Assert.False(await SignsInAsync(replay, await AnsweredAsync(replay, server, key)));
        key.Counter = 1;
        Assert.False(await SignsInAsync(replay, await AnsweredAsync(replay, server, key)));
        key.Counter = 3;
        Assert.True(await SignsInAsync(replay, await AnsweredAsync(replay, server, key)));
    }

    public static TheoryData<string, Action<SoftwareKey>> Lies => new()
    {
        { "another origin", key => key.Origin = "http://evil.test" },
        { "another port", key => key.Origin = "http://localhost:1" },
        { "another relying party", key => key.RpId = "evil.test" },
        { "nobody verified", key => key.IsVerified = false },
        { "another user", key => key.UserHandle = "YmVydGE" },
        { "no user", key => key.UserHandle = "" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task LieIsRefused(string what, Action<SoftwareKey> lie)
    {
        Assert.NotEmpty(what);
        await using var server = await HouseServer.ClaimedAsync();
        using var key = await RegisteredAsync(server);
        key.Counter = 2;
        lie(key);
        using var client = server.Client();
        Assert.False(await SignsInAsync(client, await AnsweredAsync(client, server, key)));
    }

    [Fact]
    public async Task KeyOfSomebodyElseIsNobodys()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var key = await RegisteredAsync(server);
        using var other = new SoftwareKey { Origin = key.Origin, UserHandle = key.UserHandle };
        using var client = server.Client();
        Assert.False(await SignsInAsync(client, await AnsweredAsync(client, server, other)));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task ChallengeIsGoodForFiveMinutes(int late, bool good)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await HouseServer.ClaimedAsync(time);
        using var key = await RegisteredAsync(server);
        key.Counter = 2;
        using var client = server.Client();
        var (challenge, answer) = await AnsweredAsync(client, server, key);

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1 - late));
        Assert.Equal(good, await SignsInAsync(client, challenge, answer));
    }

    [Fact]
    public async Task ChallengeOfOneKindIsNoneOfAnother()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var key = await RegisteredAsync(server);
        key.Counter = 2;
        using var client = await SignedInAsync(server);
        var (challenge, answer) = await AnsweredAsync(client, server, key);
        using var proof = await PostAsync(client, server, "proof", challenge, answer);
        Assert.Equal((HttpStatusCode.BadRequest, "stale_challenge"), (proof.StatusCode, await CodeAsync(proof)));

        var question = await AskAsync(client, server, "proof/options");
        using var stranger = server.Client();
        Assert.False(await SignsInAsync(stranger, question.Challenge, key.Assert(question.Options)));
    }

    [Fact]
    public async Task RegistrationNeedsAFreshProofItsOwnChallengeAndAVerifiedPerson()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = await SignedInAsync(server);
        using var key = new SoftwareKey { Origin = Origin(server), IsVerified = false };
        var question = await AskAsync(client, server, "registration/options");
        using var unverified = await PostAsync(client, server, "registration", question.Challenge, key.Attest(question.Options));
        Assert.Equal("invalid_passkey", await CodeAsync(unverified));

        key.IsVerified = true;
        using var used = await PostAsync(client, server, "registration", question.Challenge, key.Attest(question.Options));
        Assert.Equal("stale_challenge", await CodeAsync(used));

        await server.ForgetProofsAsync();
        using var late = await PostAsync(client, server, "registration/options", "", "{}");
        Assert.Equal((HttpStatusCode.Forbidden, "reauth_required"), (late.StatusCode, await CodeAsync(late)));
    }

    [Fact]
    public async Task QuestionTellsNobodyWhoHasPasskeys()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var before = (await AskAsync(client, server, "options")).Options;
        using var key = await RegisteredAsync(server);
        var after = (await AskAsync(client, server, "options")).Options;
        Assert.Equal(Shape(before), Shape(after));
        Assert.DoesNotContain(key.Id, after.GetRawText(), StringComparison.Ordinal);

        static string Shape(JsonElement options) => string.Join(',', options.EnumerateObject().Select(field => field.Name == "challenge" ? "challenge" : field.ToString()));
    }

    [Fact]
    public async Task PageElsewhereAsksNothing()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = await SignedInAsync(server);
        foreach (var path in new[] { "options", "proof/options", "proof", "registration/options", "registration" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/passkey/" + path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add("Origin", "http://evil.test");
            using var answer = await client.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}""")]
    [InlineData("{\"id\":")]
    public async Task RubbishIsRefused(string answer)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        var question = await AskAsync(client, server, "options");
        Assert.False(await SignsInAsync(client, question.Challenge, answer));
    }

    [Fact]
    public async Task DisabledPersonDoesNotGetIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var key = await RegisteredAsync(server);
        key.Counter = 2;
        await using (var scope = server.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, false));
        }

        using var client = server.Client();
        Assert.False(await SignsInAsync(client, await AnsweredAsync(client, server, key)));
    }

    private static string Origin(HouseServer server) => server.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<HttpClient> SignedInAsync(HouseServer server)
    {
        var client = server.Client();
        using var answer = await client.SignInAsync();
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return client;
    }

    private static async Task<SoftwareKey> RegisteredAsync(HouseServer server)
    {
        using var client = await SignedInAsync(server);
        var key = new SoftwareKey { Origin = Origin(server) };
        var question = await AskAsync(client, server, "registration/options");
        using var answer = await PostAsync(client, server, "registration", question.Challenge, key.Attest(question.Options));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return key;
    }

    private static async Task<(string Challenge, string Answer)> AnsweredAsync(HttpClient client, HouseServer server, SoftwareKey key)
    {
        var question = await AskAsync(client, server, "options");
        return (question.Challenge, key.Assert(question.Options));
    }

    private static async Task<(string Challenge, JsonElement Options)> AskAsync(HttpClient client, HouseServer server, string path)
    {
        using var answer = await PostAsync(client, server, path, "", "null");
        var question = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (question.GetProperty("challenge").GetString()!, question.GetProperty("options"));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, HouseServer server, string path, string challenge, string credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/auth/passkey/" + path)
        {
            Content = new StringContent($$"""{"challenge":"{{challenge}}","credential":{{credential}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", Origin(server));
        return await client.SendAsync(request);
    }

    private static Task<bool> SignsInAsync(HttpClient client, (string Challenge, string Answer) answered) => SignsInAsync(client, answered.Challenge, answered.Answer);

    private static async Task<bool> SignsInAsync(HttpClient client, string challenge, string answer)
    {
        using var response = await client.SubmitAsync("/auth/authorize", new() { ["challenge"] = challenge, ["credential"] = answer });
        Assert.True(response.StatusCode is HttpStatusCode.Found or HttpStatusCode.OK, $"{response.StatusCode}");
        return response.StatusCode == HttpStatusCode.Found;
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
