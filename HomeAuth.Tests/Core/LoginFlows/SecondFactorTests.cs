using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.LoginFlows;

/// <summary>What comes after the right password.</summary>
public sealed class SecondFactorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, DatabaseData, Trait("HA", "90")]
    public async Task TheOnlyFactorIsAskedForAtOnce(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);

        var form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());

        Assert.Equal(("mfa", null, "totp", "Authenticator app"), (form.StepId, form.Error, form.Placeholders!["mfa_module_id"], form.Placeholders["mfa_module_name"]));
        Assert.Equal(["code"], form.Schema.Select(field => field.Name));
        var wrong = Assert.IsType<FormStep>(await house.AnswerAsync(form.FlowId, WrongCode));
        Assert.Equal(("mfa", ErrorCodes.InvalidCode), (wrong.StepId, wrong.Error));
        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(form.FlowId, "")).Error);
        Assert.Equal(anna, Assert.IsType<CreateEntryStep>(await house.AnswerAsync(form.FlowId, house.CodeOf(secret))).UserId);
        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AnswerAsync(form.FlowId, house.CodeOf(secret, 1)));
    }

    [Theory, DatabaseData, Trait("HA", "91")]
    public async Task OneOfSeveralIsChosenAndMayBeChosenAnew(DatabaseProvider provider)
    {
        var letterbox = new Letterbox();
        await using var house = await OpenWithBothAsync(provider, letterbox);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        await house.EnrolAddressAsync(anna, letterbox, "anna@example.org");
        var select = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());
        Assert.Equal("select_mfa_module", select.StepId);
        Assert.Equal(["notify", "totp"], Assert.Single(select.Schema).Options!.Select(option => option.Value).Order());

        var unknown = Assert.IsType<FormStep>(await house.AnswerAsync(select.FlowId, null, ("multi_factor_auth_module", "sms")));
        Assert.Equal(("select_mfa_module", ErrorCodes.InvalidAuthModule), (unknown.StepId, unknown.Error));
        Assert.Equal("select_mfa_module", Assert.IsType<FormStep>(await house.AnswerAsync(select.FlowId, house.CodeOf(secret))).StepId);
        var app = Assert.IsType<FormStep>(await house.AnswerAsync(select.FlowId, null, ("multi_factor_auth_module", "totp")));
        Assert.Equal(("mfa", "totp"), (app.StepId, app.Placeholders!["mfa_module_id"]));
        Assert.Single(letterbox.Messages);

        var other = Assert.IsType<FormStep>(await house.ChooseAsync(select.FlowId, "notify"));
        Assert.Equal(("mfa", "notify"), (other.StepId, other.Placeholders!["mfa_module_id"]));
        Assert.Equal(2, letterbox.Messages.Count);
        // Only what was chosen last is asked for.
        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(select.FlowId, house.CodeOf(secret))).Error);
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(select.FlowId, letterbox.LastCode));
    }

    [Theory]
    [DatabaseData]
    public async Task FiveWrongCodesEndTheFlowAndCountAgainstThePersonWhateverThePasswordIs(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(flow, WrongCode)).Error);
        }

        Assert.Equal(AbortReasons.TooManyRetry, Assert.IsType<AbortStep>(await house.AnswerAsync(flow, WrongCode)).Reason);
        await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AnswerAsync(flow, house.CodeOf(secret)));

        var next = (await house.SignInUpToFactorAsync()).FlowId;
        var waits = Assert.IsType<FormStep>(await house.AnswerAsync(next, house.CodeOf(secret)));
        Assert.Equal((ErrorCodes.TooManyAttempts, TimeSpan.FromSeconds(5)), (waits.Error, waits.RetryAfter!.Value));
        // Elsewhere and for others too, since it is the person's.
        house.Time.Advance(TimeSpan.FromSeconds(4));
        var elsewhere = TestHouse.Stranger("198.51.100.1");
        var third = (await house.SignInUpToFactorAsync(origin: elsewhere)).FlowId;
        Assert.Equal(Second, Assert.IsType<FormStep>(await house.AnswerAsync(third, elsewhere, ("code", house.CodeOf(secret)))).RetryAfter);
        house.Time.Advance(Second);
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(next, house.CodeOf(secret)));
        Assert.Equal(5, await house.RunAsync<HomeAuthDb, int>(db => db.SecurityEvents.CountAsync(
            entry => entry.UserId == anna && entry.Type == SecurityEventTypes.Login && !entry.Succeeded && entry.Detail == ErrorCodes.InvalidCode)));
    }

    [Fact]
    public async Task FlowEndsAfterFiveWrongCodesGivenTwentyAtOnce()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Limits.GuessesPerAccount = 100);
        var anna = (await house.ClaimAsync()).UserId;
        await house.EnrolAppAsync(anna);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;

        var steps = await AtOnceAsync(20, ErrorCodes.InvalidFlow, () => house.AnswerAsync(flow, WrongCode));

        Assert.Equal(4, steps.Count(step => step is FormStep));
        Assert.Contains(steps, step => step is AbortStep);
    }

    [Fact]
    public async Task RightCodeThatWaitedBehindFiveWrongOnesIsTooLate()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options => options.Limits.GuessesPerAccount = 100);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;
        List<Task<FlowStep>> answers = [];
        using (await house.Services.GetRequiredService<GuessGates>().EnterAsync(GuessProtection.SecondFactor(anna).Key, null, default))
        {
            // Each gets as far as the gate before the next begins, since SQLite answers at once.
            foreach (var code in Enumerable.Repeat(WrongCode, 5).Append(house.CodeOf(secret)))
            {
                answers.Add(house.AnswerAsync(flow, code));
                Assert.False(answers[^1].IsCompleted);
            }
        }

        Assert.DoesNotContain(await Task.WhenAll(answers), step => step is CreateEntryStep);
    }

    [Theory, Trait("HA", "92")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FactorHasFiveMinutesFromThePassword(bool late)
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        var secret = await house.EnrolAppAsync(anna);
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", null, TestHouse.Stranger()));
        house.Time.Advance(TimeSpan.FromMinutes(9));
        await house.AnswerAsync(start.FlowId, null, ("username", "anna"), ("password", TestHouse.Password));

        house.Time.Advance(LoginFlowManager.SecondFactorTime - (late ? TimeSpan.Zero : Second));

        var step = await house.AnswerAsync(start.FlowId, house.CodeOf(secret));
        Assert.Equal(TimeSpan.FromMinutes(5), LoginFlowManager.SecondFactorTime);
        if (late)
        {
            Assert.Equal(AbortReasons.LoginExpired, Assert.IsType<AbortStep>(step).Reason);
            await RefusedAsync(ErrorCodes.InvalidFlow, () => house.AnswerAsync(start.FlowId, house.CodeOf(secret)));
        }
        else
        {
            Assert.IsType<CreateEntryStep>(step);
        }
    }

    [Fact]
    public async Task LinkingAsksForThePasswordAlone()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var anna = (await house.ClaimAsync()).UserId;
        await house.EnrolAppAsync(anna);

        var linking = new AuthorizationRequest("http://localhost:5000/", "http://localhost:5000/callback", CodePurpose.LinkUser);
        Assert.Equal(CodePurpose.LinkUser, Assert.IsType<CreateEntryStep>(await house.SignInUpToFactorAsync(request: linking)).Request!.Purpose);
        Assert.IsType<FormStep>(await house.SignInUpToFactorAsync(request: linking with { Purpose = CodePurpose.Authorize }));
    }

    [Theory, DatabaseData]
    public async Task PasskeyOfThePersonAloneIsTheSecondFactor(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var anna = (await house.ClaimAsync()).UserId;
        var berta = (await house.AddPersonAsync("berta")).Id;
        var (annas, bertas) = (await AddPasskeyAsync(house, anna, 1), await AddPasskeyAsync(house, berta, 2));
        var form = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());
        Assert.Equal(("mfa", "passkey"), (form.StepId, form.Placeholders!["mfa_module_id"]));

        await RefusedAsync(ErrorCodes.InvalidPasskey, () => ByPasskeyAsync(house, form.FlowId, bertas));
        // Another person's passkey under this person's name, such as after it was removed.
        await RefusedAsync(ErrorCodes.InvalidPasskey, () => ByPasskeyAsync(house, form.FlowId, bertas with { UserId = anna }));
        Assert.Equal(ErrorCodes.InvalidCode, Assert.IsType<FormStep>(await house.AnswerAsync(form.FlowId, "123456")).Error);
        Assert.Equal(anna, Assert.IsType<CreateEntryStep>(await ByPasskeyAsync(house, form.FlowId, annas)).UserId);
        await RefusedAsync(ErrorCodes.InvalidFlow, () => ByPasskeyAsync(house, form.FlowId, annas));
    }

    [Fact]
    public async Task PasskeyComesTooLateAfterFiveMinutes()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var passkey = await AddPasskeyAsync(house, (await house.ClaimAsync()).UserId, 1);
        var flow = (await house.SignInUpToFactorAsync()).FlowId;

        house.Time.Advance(LoginFlowManager.SecondFactorTime);

        Assert.Equal(AbortReasons.LoginExpired, Assert.IsType<AbortStep>(await ByPasskeyAsync(house, flow, passkey)).Reason);
    }

    internal static Task<TestHouse> OpenWithBothAsync(DatabaseProvider provider, Letterbox letterbox) => TestHouse.OpenAsync(
        provider,
        options => options.MfaModules = [new() { Type = "totp" }, new() { Type = "notify" }],
        services => services.AddSingleton<Notifier>(letterbox));

    private static async Task<PasskeyAssertion> AddPasskeyAsync(TestHouse house, string userId, byte id)
    {
        var info = new UserPasskeyInfo([id, 2, 3], [4], house.Time.GetUtcNow(), 0, null, true, true, true, [5], [6]);
        await house.RunAsync<PasskeyRegistry, string>(passkeys => passkeys.AddAsync(info, null, TestHouse.Actor(userId)));
        await house.RunAsync<PasskeyRegistry>(passkeys => passkeys.UseAsSecondFactorAsync(true, TestHouse.Actor(userId)));
        return new PasskeyAssertion(userId, info);
    }

    private static Task<FlowStep> ByPasskeyAsync(TestHouse house, string flow, PasskeyAssertion assertion) =>
        house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.AdvanceByPasskeyAsync(flow, assertion, TestHouse.Stranger()));
}
