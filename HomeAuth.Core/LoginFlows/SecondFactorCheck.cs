using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Recovery;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.LoginFlows;

/// <summary>What a person can be asked for after the password, and whether an answer is right. A recovery code is good in place of any of it.</summary>
public sealed class SecondFactorCheck(
    HomeAuthDb db, MfaModules modules, PasskeyRegistry passkeys, RecoveryCodes codes, GuessProtection protection, SecurityHistory history)
{
    /// <summary>The id under which a passkey is offered among the modules.</summary>
    public const string PasskeyId = "passkey";

    /// <summary>The factors that a person has set up, by module id, in the order of the configuration; a passkey last.</summary>
    public async Task<IReadOnlyList<FlowOption>> ChoicesAsync(string userId, CancellationToken cancellationToken)
    {
        var enrolled = await db.MfaFactors.Where(factor => factor.UserId == userId).Select(factor => factor.ModuleId).Distinct().ToListAsync(cancellationToken);
        List<FlowOption> choices = [.. modules.All.Where(module => enrolled.Contains(module.Id)).Select(module => new FlowOption(module.Id, module.Name))];
        if (await passkeys.IsSecondFactorAsync(userId, cancellationToken))
        {
            choices.Add(new FlowOption(PasskeyId, "Passkey"));
        }

        return choices;
    }

    /// <summary>What a sign-in asks for now: which factor, or a code of it.</summary>
    internal FormStep Question(LoginFlow flow, SecondFactorStage stage, string? error, TimeSpan? retryAfter = null) => stage.ChoiceId is null
        ? new FormStep(flow.Id, LoginFlowManager.SelectStep, [new FlowField(LoginFlowManager.ModuleField, Options: stage.Choices)], error)
        : new FormStep(flow.Id, LoginFlowManager.MfaStep, modules.Find(stage.ChoiceId)?.Schema ?? [new FlowField("code")], error, retryAfter, new Dictionary<string, string>
        {
            ["mfa_module_name"] = stage.Choices.First(choice => choice.Value == stage.ChoiceId).Name,
            [LoginFlowManager.ModuleIdPlaceholder] = stage.ChoiceId,
        });

    /// <summary>Judges a code: one of these modules, or a recovery code.</summary>
    /// <param name="target">What wrong codes are counted against, see <see cref="GuessProtection"/>.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="moduleIds">The modules whose codes are accepted.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="origin">From where.</param>
    /// <param name="eventType">What a wrong code is in the history.</param>
    /// <param name="isOver">Whether there have been too many wrong codes already; asked when it is this code's turn.</param>
    /// <param name="cancellationToken">Ends the wait for one's turn.</param>
    internal Task<GuessOutcome<RightCode>> TryAsync(
        GuessTarget target,
        string userId,
        IEnumerable<string> moduleIds,
        string typed,
        RequestOrigin origin,
        string eventType,
        Func<bool> isOver,
        CancellationToken cancellationToken) =>
        protection.TryAsync(
            target,
            origin,
            async () => isOver() ? null : await JudgeAsync(userId, moduleIds, typed, origin, cancellationToken),
            () => history.Add(eventType, userId, origin, succeeded: false, detail: ErrorCodes.InvalidCode),
            cancellationToken);

    private async Task<RightCode?> JudgeAsync(
        string userId, IEnumerable<string> moduleIds, string typed, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (ReadableCode.Fits(typed))
        {
            if (!await codes.UseAsync(userId, typed, cancellationToken))
            {
                return null;
            }

            history.Add(SecurityEventTypes.RecoveryCodeUsed, userId, origin, actorId: userId);
            await db.SaveChangesAsync(CancellationToken.None);
            return new RightCode(null);
        }

        foreach (var id in moduleIds)
        {
            if (modules.Find(id) is { } module && await module.ValidateAsync(userId, typed, cancellationToken))
            {
                return new RightCode(id);
            }
        }

        return null;
    }
}

/// <summary>A code that was right.</summary>
/// <param name="ModuleId">The module that accepted it; null for a recovery code.</param>
internal sealed record RightCode(string? ModuleId);
