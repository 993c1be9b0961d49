using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.SignIn;

/// <summary>A password that somebody else chose is good for one thing: choosing another.</summary>
public sealed class FirstPasswordTests : IAsyncLifetime
{
    private const string First = "nine noisy herons";
    private const string Own = "four patient badgers";

    private HouseServer _server = default!;
    private HttpClient _client = default!;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync();
        _client = _server.Client();
        await using var scope = _server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NewPeople>().CreateAsync(
            new NewPerson("Berta", "berta", First, [Group.UsersId], AccessLimits.None), TestHouse.Actor(await _server.OwnerIdAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task PageAsksForAnotherPasswordUntilItIsAGoodOne()
    {
        var page = await AskedAsync("/auth/authorize?return=%2Fprofile");
        Assert.Contains("Choose a password of your own", page, StringComparison.Ordinal);
        Assert.Contains("value=\"berta\" readonly", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-passkey=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"code\"", page, StringComparison.Ordinal);

        foreach (var (password, again, problem) in new[]
        {
            (Own, Own + "x", "The two passwords differ."), (First, First, "This is your current password."), ("password", "password", "among the first that are tried"),
            ("short", "short", "at least 8 characters"), ("", "", "Please enter a password."),
        })
        {
            page = await AnswerAsync(page, new() { ["new_password"] = password, ["confirm_password"] = again });
            Assert.Contains(problem, page, StringComparison.Ordinal);
        }

        // The page before, sent once more, loses nothing and says nothing.
        page = await AnswerAsync(page, new() { ["password"] = First });
        Assert.DoesNotContain("class=\"problem\"", page, StringComparison.Ordinal);
        using var home = await _client.GetAsync("/profile");
        Assert.Equal("/auth/authorize?return=%2Fprofile", home.Headers.Location!.OriginalString);

        using var right = await _client.PostAsync("/auth/authorize?return=%2Fprofile", new FormUrlEncodedContent(Forms.Fill(page, New(Own))));
        Assert.Equal((HttpStatusCode.Found, "/profile"), (right.StatusCode, new Uri(_server.Address, right.Headers.Location!).AbsolutePath));
        using var profile = await _client.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, profile.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(First)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await SignInAsync(Own)).StatusCode);
    }

    [Fact]
    public async Task ForeignClientGetsItsCodeAfterTheNewPasswordAndNotBefore()
    {
        var address = QueryHelpers.AddQueryString("/auth/authorize", new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = "http://dashboard.test:8080/",
            ["redirect_uri"] = "http://dashboard.test:8080/back",
            ["state"] = "s",
        });
        using var asked = await _client.SubmitAsync(address, new() { ["username"] = "berta", ["password"] = First, ["keep"] = "true" });
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        var page = await asked.Content.ReadAsStringAsync();

        using var right = await _client.PostAsync(address, new FormUrlEncodedContent(Forms.Fill(page, New(Own))));

        Assert.Matches("^http://dashboard\\.test:8080/back\\?code=[0-9a-f]{32}&state=s&storeToken=true$", right.Headers.Location!.OriginalString);
        Assert.False(right.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(cookie => cookie.StartsWith("homeauth.session=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NobodyElsewhereGoesOnWithTheFlow()
    {
        var page = await AskedAsync("/auth/authorize");
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "/auth/authorize") { Content = new FormUrlEncodedContent(Forms.Fill(page, New(Own))) };
        elsewhere.Headers.Add(PretendedAddress.Header, "198.51.100.9");
        using var stolen = await _client.SendAsync(elsewhere);
        Assert.Equal(HttpStatusCode.OK, stolen.StatusCode);
        Assert.DoesNotContain("new_password", await stolen.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var right = await _client.PostAsync("/auth/authorize", new FormUrlEncodedContent(Forms.Fill(page, New(Own))));
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
    }

    [Fact]
    public async Task ProgramsGetAnOrdinaryFormStep()
    {
        var flowId = await _client.StartFlowAsync();
        var form = await (await _client.AnswerFlowAsync(flowId, "berta", First)).JsonAsync();
        Assert.Equal(
            $$"""{"type":"form","flow_id":"{{flowId}}","handler":["homeassistant",null],"step_id":"change_password","data_schema":[{"type":"string","name":"new_password","required":true},{"type":"string","name":"confirm_password","required":true}],"errors":{},"description_placeholders":null,"last_step":null,"preview":null}""",
            form.GetRawText());

        foreach (var (password, again, code) in new[] { (Own, "x", "password_mismatch"), (First, First, "password_unchanged"), ("password", "password", "password_common") })
        {
            var wrong = await StepAsync(flowId, password, again);
            Assert.Equal(("change_password", code), (wrong.GetProperty("step_id").GetString(), wrong.GetProperty("errors").GetProperty("base").GetString()));
        }

        var done = await StepAsync(flowId, Own, Own);
        Assert.Equal("create_entry", done.GetProperty("type").GetString());
        using var tokens = await _client.RedeemAsync(done.GetProperty("result").GetString()!);
        Assert.Equal(HttpStatusCode.OK, tokens.StatusCode);
    }

    private static Dictionary<string, string> New(string password) => new() { ["new_password"] = password, ["confirm_password"] = password };

    private async Task<JsonElement> StepAsync(string flowId, string password, string again) => await (await _client.PostAsJsonAsync(
        "/auth/login_flow/" + flowId, new { client_id = ApiClient.ClientId, new_password = password, confirm_password = again })).JsonAsync();

    private async Task<string> AskedAsync(string address)
    {
        using var answer = await _client.SubmitAsync(address, new() { ["username"] = "berta", ["password"] = First });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> AnswerAsync(string page, Dictionary<string, string> values)
    {
        using var answer = await _client.PostAsync("/auth/authorize?return=%2Fprofile", new FormUrlEncodedContent(Forms.Fill(page, new(values) { ["username"] = "berta" })));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SignInAsync(string password)
    {
        using var client = _server.Client();
        return await client.SubmitAsync("/auth/authorize", new() { ["username"] = "berta", ["password"] = password });
    }
}
