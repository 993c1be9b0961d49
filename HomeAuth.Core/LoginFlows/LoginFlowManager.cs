using System.Diagnostics;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.People;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.LoginFlows;

/// <summary>Leads somebody from the first question to the proof of who they are, for HomeAuth's own pages and for API clients alike.</summary>
public sealed class LoginFlowManager(
    FlowStore<LoginFlow> flows,
    AuthProviders providers,
    MfaModules modules,
    SecondFactorCheck factors,
    PasskeyRegistry passkeys,
    LoginCompletion completion,
    FirstPassword firstPassword,
    Newcomers newcomers,
    HomeAuthDb db,
    TimeProvider time)
{
    /// <summary>How long a person has for the second factor.</summary>
    public static readonly TimeSpan SecondFactorTime = TimeSpan.FromMinutes(5);

    /// <summary>How often in one flow a person gets more time (WCAG 2.2, 2.2.1 asks for ten times at least).</summary>
    public const int MostExtensions = 10;

    /// <summary>The step that asks which second factor to use.</summary>
    public const string SelectStep = "select_mfa_module";

    /// <summary>The step that asks for the second factor.</summary>
    public const string MfaStep = "mfa";

    /// <summary>The step that asks for another password, since somebody else chose the one until now.</summary>
    public const string PasswordStep = "change_password";

    /// <summary>The field of <see cref="SelectStep"/>.</summary>
    public const string ModuleField = "multi_factor_auth_module";

    /// <summary>The placeholder with the id of the chosen module.</summary>
    public const string ModuleIdPlaceholder = "mfa_module_id";

    /// <summary>Begins a flow with a provider.</summary>
    /// <param name="providerType">The provider's type.</param>
    /// <param name="providerId">Which of several of that type; empty for the only one.</param>
    /// <param name="request">The client that waits for a code; null for HomeAuth's own pages.</param>
    /// <param name="origin">From where.</param>
    /// <param name="asks">Whether to ask even where the provider needs no answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first question, the end because the provider does not serve from there, or the proof where nothing is asked.</returns>
    /// <exception cref="HomeAuthException">There is no such provider.</exception>
    public async Task<FlowStep> StartAsync(
        string providerType, string providerId, AuthorizationRequest? request, RequestOrigin origin, bool asks = true, CancellationToken cancellationToken = default)
    {
        var provider = providers.Find(providerType, providerId) ?? throw new HomeAuthException(ErrorCodes.InvalidHandler);
        if (provider.Refuses(origin) is not null)
        {
            return new AbortStep(Identifier.New(), AbortReasons.NotAllowed);
        }

        var schema = await provider.AskAsync(origin, cancellationToken);
        var flow = new LoginFlow(provider.Type, provider.Id, schema, request, origin.Address, time.GetUtcNow());
        flows.Add(flow);
        return !asks && provider.AnswerFor(schema) is { } answer
            ? await AdvanceAsync(flow.Id, answer, origin, cancellationToken)
            : new FormStep(flow.Id, "init", schema);
    }

    /// <summary>Answers the current question of a flow.</summary>
    /// <returns>The next step: the question again with an error, the second factor, the proof, or the end without one.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public async Task<FlowStep> AdvanceAsync(
        string flowId, IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var (flow, provider) = Open(flowId, origin);
        if (flow.Due is { } due)
        {
            return await ChoosePasswordAsync(flow, due, input, origin, cancellationToken);
        }

        if (flow.Stage is { } stage)
        {
            return stage.ChoiceId is null
                ? await ChooseAsync(flowId, input.GetValueOrDefault(ModuleField, ""), origin, cancellationToken)
                : await JudgeAsync(flow, stage, input.GetValueOrDefault("code", ""), origin, cancellationToken);
        }

        return await provider.ValidateAsync(input, origin, cancellationToken) switch
        {
            ProviderAnswer.Proved proved => await ProvedAsync(flow, provider, proved, origin, cancellationToken),
            ProviderAnswer.Recognised recognised => await RecognisedAsync(flow, provider, recognised, origin, cancellationToken),
            ProviderAnswer.Refused refused => new FormStep(flow.Id, "init", flow.Schema, refused.Error),
            ProviderAnswer.Throttled throttled => new FormStep(flow.Id, "init", flow.Schema, ErrorCodes.TooManyAttempts, throttled.RetryAfter),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Chooses the second factor, also another one than before; what it sends is sent now, or once more.</summary>
    /// <returns>The question of the factor.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, was begun at another address, or does not ask for a second factor.</exception>
    public async Task<FlowStep> ChooseAsync(string flowId, string moduleId, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var (flow, _) = Open(flowId, origin);
        var stage = flow.Stage ?? throw new HomeAuthException(ErrorCodes.InvalidFlow);
        if (IsExpired(flow, stage) is { } abort)
        {
            return abort;
        }

        if (!stage.Choices.Any(choice => choice.Value == moduleId))
        {
            return factors.Question(flow, stage, ErrorCodes.InvalidAuthModule);
        }

        stage = stage with { ChoiceId = moduleId };
        flow.Stage = stage;
        var error = modules.Find(moduleId) is { } module ? await module.BeginAsync(stage.Proved.UserId, cancellationToken) : null;
        return factors.Question(flow, stage, error);
    }

    /// <summary>Answers the second factor with a code, one of the chosen module or a recovery code. A recovery code needs no choice before.</summary>
    /// <returns>The question again with an error, the proof, or the end without one.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, was begun at another address, or does not ask for a second factor.</exception>
    public Task<FlowStep> AnswerAsync(string flowId, string code, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var flow = Open(flowId, origin).Flow;
        return JudgeAsync(flow, flow.Stage ?? throw new HomeAuthException(ErrorCodes.InvalidFlow), code, origin, cancellationToken);
    }

    /// <summary>Answers a flow with a passkey: all that is asked for, or the second factor.</summary>
    /// <returns>The proof.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown or was begun at another address; the passkey is another person's than the password, or its person may not sign in.</exception>
    public async Task<FlowStep> AdvanceByPasskeyAsync(
        string flowId, PasskeyAssertion assertion, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var (flow, provider) = Open(flowId, origin);
        if (flow.Stage is { } stage)
        {
            if (IsExpired(flow, stage) is { } abort)
            {
                return abort;
            }

            if (stage.Proved.UserId != assertion.UserId)
            {
                throw new HomeAuthException(ErrorCodes.InvalidPasskey);
            }
        }

        var proved = await db.Credentials
            .Where(credential => credential.UserId == assertion.UserId && credential.AuthProviderType == provider.Type && credential.AuthProviderId == provider.Id)
            .Where(credential => db.Users.Any(user => user.Id == credential.UserId && user.IsActive && !user.SystemGenerated))
            .Select(credential => new ProviderAnswer.Proved(credential.UserId, credential.Id))
            .SingleOrDefaultAsync(cancellationToken) ?? throw new HomeAuthException(ErrorCodes.InvalidPasskey);
        await passkeys.UsedAsync(assertion, cancellationToken);
        return await FinishAsync(flow, proved, RightFactor.Real, origin, cancellationToken, byPasswordToo: flow.Stage is not null);
    }

    /// <summary>Whether a flow is there to go on with.</summary>
    public bool IsUnderWay(string? flowId) => flowId is not null && flows.Find(flowId) is not null;

    /// <summary>Whose first factor was right, and whose passkeys may be asked for; null before it was.</summary>
    /// <exception cref="HomeAuthException">The flow is unknown or was begun at another address.</exception>
    public string? ProvedUser(string flowId, RequestOrigin origin) => Open(flowId, origin).Flow.Stage?.Proved.UserId;

    /// <summary>Where a flow stands.</summary>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public LoginFlowState Current(string flowId, RequestOrigin origin)
    {
        var (flow, provider) = Open(flowId, origin);
        var step = flow.Due is not null ? new FormStep(flow.Id, PasswordStep, FirstPassword.Schema)
            : flow.Stage is { } stage ? factors.Question(flow, stage, null) : new FormStep(flow.Id, "init", flow.Schema);
        var left = flows.Left(flow);
        if (flow is { Due: null, Stage: { } waiting } && SecondFactorTime - (time.GetUtcNow() - waiting.At) is var ofFactor && ofFactor < left)
        {
            left = ofFactor;
        }

        return new LoginFlowState(step, provider, flow.Request, flow.Due is null ? flow.Stage?.Choices ?? [] : [], left);
    }

    /// <summary>Gives the current question its whole time once more, as often as <see cref="MostExtensions"/> says; after that nothing changes.</summary>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public void Extend(string flowId, RequestOrigin origin)
    {
        var flow = Open(flowId, origin).Flow;
        if ((flow.Stage is { } stage && flow.Due is null && IsExpired(flow, stage) is not null) || flow.Extensions >= MostExtensions)
        {
            return;
        }

        flow.Extensions++;
        flow.Stage = flow.Stage is { } running ? running with { At = time.GetUtcNow() } : null;
        flows.Renew(flow);
    }

    /// <summary>Ends a flow unfinished.</summary>
    /// <returns>False when there is none.</returns>
    public bool Abort(string flowId) => flows.Find(flowId) is { } flow && flows.Remove(flow);

    private (LoginFlow Flow, AuthProvider Provider) Open(string flowId, RequestOrigin origin)
    {
        if (flows.Find(flowId) is not { } flow || providers.Find(flow.ProviderType, flow.ProviderId) is not { } provider)
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        return flow.IsFrom(origin) ? (flow, provider) : throw new HomeAuthException(ErrorCodes.AddressChanged);
    }

    private async Task<FlowStep> RecognisedAsync(
        LoginFlow flow, AuthProvider provider, ProviderAnswer.Recognised who, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (await newcomers.FindAsync(provider, who.Subject, cancellationToken) is { } known)
        {
            return await ProvedAsync(flow, provider, known, origin, cancellationToken);
        }

        if (flow.Request is not { Purpose: CodePurpose.LinkUser } request)
        {
            return await ProvedAsync(flow, provider, await newcomers.WelcomeAsync(provider, who, origin, cancellationToken), origin, cancellationToken);
        }

        return flows.Remove(flow)
            ? new RecognisedStep(flow.Id, provider.Type, provider.Id, who.Subject, request)
            : throw new HomeAuthException(ErrorCodes.InvalidFlow);
    }

    private async Task<FlowStep> ProvedAsync(
        LoginFlow flow, AuthProvider provider, ProviderAnswer.Proved proved, RequestOrigin origin, CancellationToken cancellationToken)
    {
        // A code for linking is good for nothing else, so Home Assistant asks for the first factor alone.
        var choices = provider.SupportsMfa && flow.Request?.Purpose != CodePurpose.LinkUser ? await factors.ChoicesAsync(proved.UserId, cancellationToken) : [];
        if (choices.Count == 0)
        {
            return await FinishAsync(flow, proved, RightFactor.None, origin, cancellationToken);
        }

        var stage = new SecondFactorStage(proved, time.GetUtcNow(), choices, await completion.StampAsync(proved.UserId, cancellationToken), null);
        flow.Stage = stage;
        flows.Renew(flow);
        return choices is [var only] ? await ChooseAsync(flow.Id, only.Value, origin, cancellationToken) : factors.Question(flow, stage, null);
    }

    private async Task<FlowStep> JudgeAsync(
        LoginFlow flow, SecondFactorStage stage, string code, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (IsExpired(flow, stage) is { } abort)
        {
            return abort;
        }

        var module = modules.Find(stage.ChoiceId);
        var most = module?.MaxFailures ?? 3;
        var userId = stage.Proved.UserId;
        var outcome = await factors.TryAsync(
            GuessProtection.SecondFactor(userId),
            userId,
            stage.ChoiceId is null ? [] : [stage.ChoiceId],
            code,
            origin,
            SecurityEventTypes.Login,
            () => flow.FailuresOf(stage.ChoiceId) >= most,
            cancellationToken);
        if (outcome.Right is { } right)
        {
            return await FinishAsync(flow, stage.Proved, right.ModuleId is null ? RightFactor.RecoveryCode : RightFactor.Real, origin, cancellationToken);
        }

        if (outcome.RetryAfter is { } wait)
        {
            return factors.Question(flow, stage, ErrorCodes.TooManyAttempts, wait);
        }

        if (flow.CountFailure(stage.ChoiceId) < most)
        {
            return factors.Question(flow, stage, ErrorCodes.InvalidCode);
        }

        module?.GiveUp(userId);
        flows.Remove(flow);
        return new AbortStep(flow.Id, AbortReasons.TooManyRetry);
    }

    private AbortStep? IsExpired(LoginFlow flow, SecondFactorStage stage)
    {
        if (time.GetUtcNow() - stage.At < SecondFactorTime)
        {
            return null;
        }

        flows.Remove(flow);
        return new AbortStep(flow.Id, AbortReasons.LoginExpired);
    }

    private async Task<FlowStep> FinishAsync(
        LoginFlow flow, ProviderAnswer.Proved proved, RightFactor factor, RequestOrigin origin, CancellationToken cancellationToken, bool byPasswordToo = true)
    {
        if (byPasswordToo && flow.ProviderType == HomeAssistantAuthProvider.TypeName && flow.Request?.Purpose != CodePurpose.LinkUser && await firstPassword.IsDueAsync(proved.UserId, cancellationToken))
        {
            await completion.RunAsync(flow, proved.UserId, factor, origin, cancellationToken);
            flow.Due = new DuePassword(proved, await completion.StampAsync(proved.UserId, cancellationToken));
            flows.Renew(flow);
            return new FormStep(flow.Id, PasswordStep, FirstPassword.Schema);
        }

        if (!flows.Remove(flow))
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        await completion.RunAsync(flow, proved.UserId, factor, origin, cancellationToken);
        return new CreateEntryStep(flow.Id, proved.UserId, proved.CredentialId, flow.Request);
    }

    private async Task<FlowStep> ChoosePasswordAsync(
        LoginFlow flow, DuePassword due, IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var userId = due.Proved.UserId;
        if (due.Stamp != await completion.StampAsync(userId, cancellationToken))
        {
            flows.Remove(flow);
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        if (await firstPassword.ChooseAsync(userId, input, origin, cancellationToken) is { } error)
        {
            return new FormStep(flow.Id, PasswordStep, FirstPassword.Schema, error);
        }

        return flows.Remove(flow)
            ? new CreateEntryStep(flow.Id, userId, due.Proved.CredentialId, flow.Request)
            : throw new HomeAuthException(ErrorCodes.InvalidFlow);
    }
}
