using System.Net;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Mfa;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.SignIn;

/// <summary>The first question waits for as long as it likes; the others say how long they do, and give more.</summary>
public sealed class TimeLimitTests : IAsyncLifetime
{
    private const string Client = "client_id=http%3A%2F%2Fdashboard.test%2F&redirect_uri=http%3A%2F%2Fdashboard.test%2Fback";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private HouseServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await HouseServer.ClaimedAsync(_time);
        _client = _server.Client();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task PageThatLayOnTheScreenForHoursStillSignsIn()
    {
        var page = await _client.GetStringAsync("/auth/authorize");
        _time.Advance(TimeSpan.FromHours(5));

        using var wrong = await PostAsync("/auth/authorize", page, new() { ["username"] = "anna", ["password"] = "something else" });
        Assert.Contains("id=\"login-error\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var right = await PostAsync("/auth/authorize", page, new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
    }

    [Fact]
    public async Task OldPageOfAProgramAnswersThatProgramAlone()
    {
        var page = await _client.GetStringAsync($"/auth/authorize?{Client}");
        _time.Advance(TimeSpan.FromHours(5));
        Dictionary<string, string> values = new() { ["username"] = "anna", ["password"] = TestHouse.Password };

        using var another = await PostAsync($"/auth/authorize?{Client.Replace("dashboard", "another", StringComparison.Ordinal)}", page, values);
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);
        Assert.DoesNotContain("code=", await another.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var itself = await PostAsync($"/auth/authorize?{Client}", page, values);
        Assert.StartsWith("http://dashboard.test/back?code=", itself.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondQuestionSaysHowLongItWaitsAndWaitsLongerWhenAsked()
    {
        await using var scope = _server.Services.CreateAsyncScope();
        var actor = TestHouse.Actor(await _server.OwnerIdAsync());
        var setup = scope.ServiceProvider.GetRequiredService<MfaSetupFlowManager>();
        var form = Assert.IsType<HomeAuth.Core.Flows.FormStep>(await setup.StartAsync("totp", actor));
        var app = new AuthenticatorApp(form.Placeholders![TotpMfaModule.AddressPlaceholder]);
        Assert.IsType<MfaSetupDoneStep>(await setup.AdvanceAsync(form.FlowId, new Dictionary<string, string> { ["code"] = app.Next(_time) }, actor));
        using var asked = await _client.SubmitAsync("/auth/authorize", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        var page = await asked.Content.ReadAsStringAsync();
        Assert.Contains("You have 5 minutes for this step.", page, StringComparison.Ordinal);

        _time.Advance(LoginFlowManager.SecondFactorTime - TimeSpan.FromSeconds(1));
        using var longer = await PostAsync("/auth/authorize", page, new() { ["more_time"] = "true" });
        Assert.Contains("You have 5 minutes for this step.", await longer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        _time.Advance(LoginFlowManager.SecondFactorTime - TimeSpan.FromSeconds(1));
        using var right = await PostAsync("/auth/authorize", page, new() { ["code"] = app.Next(_time) });
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string address, string page, Dictionary<string, string> values) =>
        _client.PostAsync(address, new FormUrlEncodedContent(Forms.Fill(page, values)));
}
