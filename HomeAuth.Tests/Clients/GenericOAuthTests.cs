using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>OAuth 2 clients that know nothing of Home Assistant: openid-client, oauth4webapi, simple-oauth2.</summary>
public sealed class GenericOAuthTests(SharedHouse shared, NodePackages node) : IClassFixture<SharedHouse>
{
    private const string ClientId = "http://program.test/";
    private const string RedirectUri = "http://program.test/callback?kept=yes";

    // Whatever a state has in it must come back as it was.
    private const string State = "a+b/c=d&e#f%20g ü";

    [Theory]
    [InlineData("openid-client")]
    [InlineData("oauth4webapi")]
    [InlineData("simple-oauth2")]
    public async Task SignsInRefreshesAndRevokesWithACodeOfTheLoginFlow(string library)
    {
        await using var program = await StartAsync(library);
        await program.ExpectAsync("authorize");
        var code = await ApiSignIn.CodeAsync(shared.Server, ClientId, RedirectUri);

        await LivesItsLifeAsync(program, $"{RedirectUri}&code={code}&state={Uri.EscapeDataString(State)}");
    }

    [Theory]
    [InlineData("openid-client", "S256")]
    [InlineData("oauth4webapi", "S256")]
    [InlineData("openid-client", null)]
    [InlineData("oauth4webapi", null)]
    [InlineData("simple-oauth2", null)]
    public async Task SignsInRefreshesAndRevokesThroughTheSignInPage(string library, string? challengeMethod)
    {
        await using var program = await StartAsync(library, challengeMethod);
        var address = (await program.ExpectAsync("authorize")).GetProperty("address").GetString()!;

        await LivesItsLifeAsync(program, await SignInAsync(address));
    }

    [Theory]
    [InlineData("openid-client")]
    [InlineData("oauth4webapi")]
    public async Task FindsEverythingInTheMetadata(string library)
    {
        await using var program = await StartAsync(library);

        var metadata = (await program.ExpectAsync("metadata")).GetProperty("value");

        var house = shared.Server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(house, metadata.GetProperty("issuer").GetString());
        Assert.Equal(house + "/auth/authorize", metadata.GetProperty("authorization_endpoint").GetString());
        Assert.Equal(house + "/auth/token", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal(house + "/auth/revoke", metadata.GetProperty("revocation_endpoint").GetString());
    }

    [Theory]
    [InlineData("openid-client")]
    [InlineData("oauth4webapi")]
    public async Task IsRefusedWithAnotherProofThanItsCodeWasAskedWith(string library)
    {
        await using var program = await StartAsync(library, "S256");
        var address = (await program.ExpectAsync("authorize")).GetProperty("address").GetString()!;
        await using var thief = await StartAsync(library, "S256");
        await thief.ExpectAsync("authorize");

        await thief.TellAsync(new { callback = await SignInAsync(address) });

        Assert.Equal("invalid_grant", (await thief.ExpectAsync("refused")).GetProperty("error").GetString());
    }

    private Task<NodeProgram> StartAsync(string library, string? challengeMethod = null) =>
        node.RunAsync($"{library}.mjs", shared.Server.Address.GetLeftPart(UriPartial.Authority), ClientId, RedirectUri, State, challengeMethod ?? "");

    // What the browser of a person does: opens the address, fills the form, is sent to the program.
    private async Task<string> SignInAsync(string address)
    {
        using var browser = shared.Server.Client();
        using var response = await browser.SubmitAsync(address, new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        var callback = response.Headers.Location?.OriginalString;
        Assert.True(
            callback?.StartsWith(RedirectUri + "&", StringComparison.Ordinal), $"{(int)response.StatusCode} leads to {callback}, not to the program");
        return callback!;
    }

    private async Task LivesItsLifeAsync(NodeProgram program, string callback)
    {
        await program.TellAsync(new { callback });

        var first = await program.ExpectAsync("tokens");
        Assert.Equal("bearer", first.GetProperty("token_type").GetString(), ignoreCase: true);
        Assert.Equal(60, first.GetProperty("expires_in").GetInt32());
        Assert.False(string.IsNullOrEmpty(first.GetProperty("refresh_token").GetString()));
        var second = await program.ExpectAsync("refreshed");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second));

        await program.TellAsync(new { go = "on" });
        await program.ExpectAsync("revoked");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(first));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(second));

        var refusal = await program.ExpectAsync("refused");
        Assert.Equal("invalid_grant", refusal.GetProperty("error").GetString());
        Assert.Equal(400, refusal.GetProperty("status").GetInt32());
        await program.EndsAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(JsonElement tokens)
    {
        using var client = shared.Server.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        using var response = await client.GetAsync("/api/");
        return response.StatusCode;
    }
}
