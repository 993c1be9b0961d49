using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Mfa;

/// <summary>Leads a person through setting up a second factor, for the profile page and for API clients alike. What is abandoned half-way leaves nothing.</summary>
public sealed class MfaSetupFlowManager(
    FlowStore<MfaSetupFlow> flows,
    MfaModules modules,
    HomeAuthDb db,
    RecentProof proof,
    TokenRevocations revocations,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>Most factors of one module that a person may have.</summary>
    public const int MostFactors = 10;

    /// <summary>Begins a set-up.</summary>
    /// <exception cref="HomeAuthException">There is no such module, the person has too many factors, is none, or has to prove again who they are.</exception>
    public async Task<FlowStep> StartAsync(string moduleId, Actor actor, CancellationToken cancellationToken = default)
    {
        if (modules.Find(moduleId) is not { } module)
        {
            throw new HomeAuthException(ErrorCodes.InvalidAuthModule);
        }

        await proof.RequireAsync(actor, cancellationToken);
        if (!await db.Users.AnyAsync(user => user.Id == actor.UserId && !user.SystemGenerated, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.SystemGenerated);
        }

        await RefuseTooManyAsync(moduleId, actor.UserId, cancellationToken);
        var flow = new MfaSetupFlow(actor.UserId, moduleId, actor.Origin.Address, time.GetUtcNow());
        var step = await module.BeginSetupAsync(flow, cancellationToken);
        if (step is FormStep)
        {
            flows.Add(flow);
        }

        return step;
    }

    /// <summary>Answers the current question of a set-up. An answer named <c>name</c> names the factor.</summary>
    /// <returns>The next question, or <see cref="MfaSetupDoneStep"/> when the factor is enabled.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, finished, too old, somebody else's, or was begun at another address.</exception>
    public async Task<FlowStep> AdvanceAsync(
        string flowId, IReadOnlyDictionary<string, string> input, Actor actor, CancellationToken cancellationToken = default)
    {
        var (flow, module) = Open(flowId, actor);
        var name = input.GetValueOrDefault("name");
        // Before the module looks, since a right code is used up by it.
        if (!string.IsNullOrWhiteSpace(name) && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        switch (await module.AdvanceSetupAsync(flow, input, cancellationToken))
        {
            case MfaSetupOutcome.Ready ready:
                return await EnableAsync(flow, ready, name, actor, cancellationToken);
            case MfaSetupOutcome.Ask { Step: AbortStep abort }:
                flows.Remove(flow);
                return abort;
            case MfaSetupOutcome.Ask ask:
                return ask.Step;
            default:
                throw new InvalidOperationException();
        }
    }

    /// <summary>The module of a set-up under way.</summary>
    /// <exception cref="HomeAuthException">As <see cref="AdvanceAsync"/>.</exception>
    public string ModuleOf(string flowId, Actor actor) => Open(flowId, actor).Module.Id;

    /// <summary>Gives a set-up its whole time once more, while somebody has it before them.</summary>
    public void KeepAlive(string flowId, Actor actor)
    {
        if (flows.Find(flowId) is { } flow && flow.UserId == actor.UserId)
        {
            flows.Renew(flow);
        }
    }

    /// <summary>Gives a set-up up.</summary>
    public void Abort(string flowId, Actor actor)
    {
        if (flows.Find(flowId) is { } flow && flow.UserId == actor.UserId)
        {
            flows.Remove(flow);
        }
    }

    private (MfaSetupFlow Flow, MfaModule Module) Open(string flowId, Actor actor)
    {
        if (flows.Find(flowId) is not { } flow || flow.UserId != actor.UserId || modules.Find(flow.ModuleId) is not { } module)
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        return flow.IsFrom(actor.Origin) ? (flow, module) : throw new HomeAuthException(ErrorCodes.AddressChanged);
    }

    private async Task<FlowStep> EnableAsync(
        MfaSetupFlow flow, MfaSetupOutcome.Ready ready, string? name, Actor actor, CancellationToken cancellationToken)
    {
        await RefuseTooManyAsync(flow.ModuleId, flow.UserId, cancellationToken);
        if (!flows.Remove(flow))
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        if (!string.IsNullOrWhiteSpace(name))
        {
            ready.Factor.Name = DisplayName.Clean(name);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // First, since it holds the user's row until the commit: of several set-ups at once none passes the limit.
        await db.Users.Where(user => user.Id == flow.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.SecondFactorDue, false), cancellationToken);
        await RefuseTooManyAsync(flow.ModuleId, flow.UserId, cancellationToken);
        db.MfaFactors.Add(ready.Factor);
        history.Add(SecurityEventTypes.MfaEnabled, flow.UserId, actor, detail: flow.ModuleId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await revocations.UserChangedAsync(db, flow.UserId, CancellationToken.None);
        return new MfaSetupDoneStep(flow.Id, ready.Factor.Id, ready.Result, ready.Drift);
    }

    private async Task RefuseTooManyAsync(string moduleId, string userId, CancellationToken cancellationToken)
    {
        if (await db.MfaFactors.CountAsync(factor => factor.UserId == userId && factor.ModuleId == moduleId, cancellationToken) >= MostFactors)
        {
            throw new HomeAuthException(ErrorCodes.TooManyFactors);
        }
    }
}

/// <summary>A second factor is enabled.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="FactorId">The factor.</param>
/// <param name="Result">What the wire answers with.</param>
/// <param name="Drift">How far the clocks are apart; positive when the device is ahead.</param>
public sealed record MfaSetupDoneStep(
    string FlowId, string FactorId, IReadOnlyDictionary<string, string> Result, TimeSpan Drift) : FlowStep(FlowId);
