using System.Net;
using HomeAuth.Core.Data;
using HomeAuth.Core.Mfa;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.SignIn;

/// <summary>The second factor is not skipped: not by the last step first, another flow's id, another purpose, another client, another address.</summary>
public sealed class SecondFactorSkipTests
{
    [Fact]
    public async Task PageAsksForTheFactorWhateverIsSentInItsPlace()
    {
        await using var server = await HouseServer.ClaimedAsync();
        var code = (await EnrolAsync(server)).Next();
        using var client = server.Client();

        // The last step first: the code alone, with a flow that has not seen a password.
        using var lastFirst = await client.SubmitAsync("/auth/authorize", new() { ["code"] = code });
        Assert.Equal(HttpStatusCode.OK, lastFirst.StatusCode);

        // Half-way: the password is right, the code is not sent, empty, or a choice of something the person does not have.
        using var half = await client.SubmitAsync("/auth/authorize", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        var page = await half.Content.ReadAsStringAsync();
        Assert.Contains("One more step", page, StringComparison.Ordinal);
        foreach (var skip in new Dictionary<string, string>[]
        {
            [], new() { ["code"] = "" }, new() { ["choose"] = "none" }, new() { ["choose"] = "passkey" }, new() { ["recovery"] = "true" },
            new() { ["username"] = "anna", ["password"] = TestHouse.Password }, new() { ["credential"] = "{}", ["challenge"] = "none" },
        })
        {
            using var answer = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(Forms.Fill(page, skip)));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var overview = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Found, overview.StatusCode);

        // Somebody at another address goes on with nothing; the person does.
        var fields = Forms.Fill(page, new() { ["code"] = code });
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "/auth/authorize") { Content = new FormUrlEncodedContent(fields) };
        elsewhere.Headers.Add(PretendedAddress.Header, "198.51.100.9");
        using var stolen = await client.SendAsync(elsewhere);
        Assert.Equal(HttpStatusCode.OK, stolen.StatusCode);
        using var right = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Found, right.StatusCode);
    }

    [Fact]
    public async Task AnotherPasswordIsChosenAfterTheFactorAndNotInItsPlace()
    {
        await using var server = await HouseServer.ClaimedAsync();
        var app = await EnrolAsync(server);
        await using var scope = server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordChangeDue, true));
        Dictionary<string, string> another = new() { ["new_password"] = "four patient badgers", ["confirm_password"] = "four patient badgers" };
        using var client = server.Client();

        using var half = await client.SubmitAsync("/auth/authorize", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        var page = await half.Content.ReadAsStringAsync();
        using var skip = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(Forms.Fill(page, another)));
        Assert.Contains("One more step", await skip.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var proved = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(Forms.Fill(page, new() { ["code"] = app.Next() })));
        page = await proved.Content.ReadAsStringAsync();
        Assert.Contains("name=\"new_password\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"anna\" readonly", page, StringComparison.Ordinal);
        using var done = await client.PostAsync("/auth/authorize", new FormUrlEncodedContent(Forms.Fill(page, another)));
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
    }

    [Fact]
    public async Task SecretsAreNotInThePagesOfSignIn()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await EnrolAsync(server);
        await using var scope = server.Services.CreateAsyncScope();
        var userId = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Select(user => user.Id).SingleAsync();
        using var client = server.Client();
        using var half = await client.SubmitAsync("/auth/authorize", new() { ["username"] = "anna", ["password"] = TestHouse.Password });
        Assert.DoesNotContain(userId, await half.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<AuthenticatorApp> EnrolAsync(HouseServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var flows = scope.ServiceProvider.GetRequiredService<MfaSetupFlowManager>();
        var userId = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Select(user => user.Id).SingleAsync();
        var actor = new HomeAuth.Core.Actor(userId, null, TestHouse.Stranger());
        var step = Assert.IsType<HomeAuth.Core.Flows.FormStep>(await flows.StartAsync("totp", actor));
        var app = new AuthenticatorApp(step.Placeholders![TotpMfaModule.AddressPlaceholder]);
        Assert.IsType<MfaSetupDoneStep>(await flows.AdvanceAsync(step.FlowId, new Dictionary<string, string> { ["code"] = app.Next() }, actor));
        return app;
    }
}
