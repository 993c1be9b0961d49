using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Recovery;
using Base32Encoding = OtpNet.Base32Encoding;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>What people do with second factors, on a house without a web server.</summary>
internal static class FactorSteps
{
    /// <summary>A code that is wrong for every secret and time.</summary>
    public const string WrongCode = "00000";

    public static Dictionary<string, string> Input(params (string Key, string Value)[] values) => values.ToDictionary(value => value.Key, value => value.Value);

    public static Task<FlowStep> BeginSetupAsync(this TestHouse house, Actor actor, string moduleId = "totp") =>
        house.RunAsync<MfaSetupFlowManager, FlowStep>(flows => flows.StartAsync(moduleId, actor));

    public static Task<FlowStep> AdvanceSetupAsync(this TestHouse house, string flowId, Actor actor, params (string Key, string Value)[] input) =>
        house.RunAsync<MfaSetupFlowManager, FlowStep>(flows => flows.AdvanceAsync(flowId, Input(input), actor));

    /// <summary>Sets an authenticator app up, and waits until it shows the next code.</summary>
    /// <returns>The secret in the app.</returns>
    public static async Task<string> EnrolAppAsync(this TestHouse house, string userId, string? name = null)
    {
        var actor = TestHouse.Actor(userId);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor));
        var secret = form.Placeholders![TotpMfaModule.SecretPlaceholder];
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(form.FlowId, actor, ("code", house.CodeOf(secret)), ("name", name ?? "")));
        house.Time.Advance(Totp.Step);
        return secret;
    }

    /// <summary>Sets an address up to which codes are sent.</summary>
    public static async Task EnrolAddressAsync(this TestHouse house, string userId, Letterbox letterbox, string target)
    {
        var actor = TestHouse.Actor(userId);
        var form = Assert.IsType<FormStep>(await house.BeginSetupAsync(actor, "notify"));
        await house.AdvanceSetupAsync(form.FlowId, actor, ("notify_service", letterbox.Name), ("target", target));
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(form.FlowId, actor, ("code", letterbox.LastCode)));
    }

    /// <summary>What an authenticator app shows.</summary>
    /// <param name="house">The house.</param>
    /// <param name="secret">The secret in the app.</param>
    /// <param name="steps">By how many steps the app's clock is ahead.</param>
    public static string CodeOf(this TestHouse house, string secret, int steps = 0) =>
        new OtpNet.Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(house.Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    public static Task<IReadOnlyList<string>> PrintCodesAsync(this TestHouse house, string userId) =>
        house.RunAsync<RecoveryCodes, IReadOnlyList<string>>(codes => codes.CreateAsync(TestHouse.Actor(userId)));

    /// <summary>Begins to sign in, up to what comes after the right password.</summary>
    public static async Task<FlowStep> SignInUpToFactorAsync(
        this TestHouse house, string username = "anna", AuthorizationRequest? request = null, RequestOrigin? origin = null)
    {
        var start = await house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.StartAsync("homeassistant", "", request, origin ?? TestHouse.Stranger()));
        return await house.AnswerAsync(start.FlowId, origin, ("username", username), ("password", TestHouse.Password));
    }

    public static Task<FlowStep> AnswerAsync(this TestHouse house, string flowId, string code) => house.AnswerAsync(flowId, null, ("code", code));

    public static Task<FlowStep> AnswerAsync(this TestHouse house, string flowId, RequestOrigin? origin, params (string Key, string Value)[] input) =>
        house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.AdvanceAsync(flowId, Input(input), origin ?? TestHouse.Stranger()));

    public static Task<FlowStep> ChooseAsync(this TestHouse house, string flowId, string moduleId) =>
        house.RunAsync<LoginFlowManager, FlowStep>(flows => flows.ChooseAsync(flowId, moduleId, TestHouse.Stranger()));

    public static async Task RefusedAsync(string code, Func<Task> act) => Assert.Equal(code, (await Assert.ThrowsAsync<HomeAuthException>(act)).Code);

    /// <summary>What each of several did at once; null where it was refused with this code.</summary>
    public static Task<T?[]> AtOnceAsync<T>(int count, string refusal, Func<Task<T>> act)
        where T : class => Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            try
            {
                return await Task.Run(act);
            }
            catch (HomeAuthException error) when (error.Code == refusal)
            {
                return null;
            }
        }));

    /// <summary>Everything that lies in the data directory or the database, as text.</summary>
    public static Task<string> StoredAsync(this TestHouse house) => StoredText.ReadAsync(house);
}
