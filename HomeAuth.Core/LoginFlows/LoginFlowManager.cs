using System.Diagnostics;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.LoginFlows;

/// <summary>Leads somebody from the first question to the proof of who they are, for HomeAuth's own pages and for API clients alike.</summary>
public sealed class LoginFlowManager(
    FlowStore<LoginFlow> flows, IEnumerable<AuthProvider> providers, HomeAuthDb db, SecurityHistory history, TimeProvider time)
{
    /// <summary>The providers that somebody who comes from there may choose from, in order.</summary>
    public IReadOnlyList<AuthProvider> Offered(RequestOrigin origin) => [.. providers.Where(provider => provider.Refuses(origin) is null)];

    /// <summary>Begins a flow with a provider.</summary>
    /// <param name="providerType">The provider's type.</param>
    /// <param name="providerId">Which of several of that type; empty for the only one.</param>
    /// <param name="request">The client that waits for a code; null for HomeAuth's own pages.</param>
    /// <param name="origin">From where.</param>
    /// <returns>The first question.</returns>
    /// <exception cref="HomeAuthException">There is no such provider.</exception>
    public FlowStep Start(string providerType, string providerId, AuthorizationRequest? request, RequestOrigin origin)
    {
        var provider = Provider(providerType, providerId) ?? throw new HomeAuthException(ErrorCodes.InvalidHandler);
        var flow = new LoginFlow(provider.Type, provider.Id, request, origin.Address, time.GetUtcNow());
        flows.Add(flow);
        return new FormStep(flow.Id, "init", provider.Schema);
    }

    /// <summary>Answers the current question of a flow.</summary>
    /// <returns>The next step: the question again with an error, or the proof.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public async Task<FlowStep> AdvanceAsync(
        string flowId, IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var (flow, provider) = Open(flowId, origin);
        return await provider.ValidateAsync(input, origin, cancellationToken) switch
        {
            ProviderAnswer.Proved proved => await FinishAsync(flow, proved, origin, cancellationToken),
            ProviderAnswer.Refused refused => new FormStep(flow.Id, "init", provider.Schema, refused.Error),
            ProviderAnswer.Throttled throttled => new FormStep(flow.Id, "init", provider.Schema, ErrorCodes.TooManyAttempts, throttled.RetryAfter),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Where a flow stands.</summary>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public LoginFlowState Current(string flowId, RequestOrigin origin)
    {
        var (flow, provider) = Open(flowId, origin);
        return new LoginFlowState(new FormStep(flow.Id, "init", provider.Schema), provider, flow.Request);
    }

    /// <summary>Ends a flow unfinished.</summary>
    /// <returns>False when there is none.</returns>
    public bool Abort(string flowId) => flows.Find(flowId) is { } flow && flows.Remove(flow);

    private (LoginFlow Flow, AuthProvider Provider) Open(string flowId, RequestOrigin origin)
    {
        if (flows.Find(flowId) is not { } flow || Provider(flow.ProviderType, flow.ProviderId) is not { } provider)
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        return flow.IsFrom(origin) ? (flow, provider) : throw new HomeAuthException(ErrorCodes.AddressChanged);
    }

    private async Task<FlowStep> FinishAsync(LoginFlow flow, ProviderAnswer.Proved proved, RequestOrigin origin, CancellationToken cancellationToken)
    {
        if (!flows.Remove(flow))
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        // Said only to somebody who has proved who they are.
        if (!(origin.Address is { } address && Networks.IsLocal(address))
            && await db.Users.AnyAsync(user => user.Id == proved.UserId && user.LocalOnly, cancellationToken))
        {
            history.Add(SecurityEventTypes.Login, proved.UserId, origin, succeeded: false, detail: ErrorCodes.LocalOnly);
            await db.SaveChangesAsync(cancellationToken);
            throw new HomeAuthException(ErrorCodes.LocalOnly);
        }

        return new CreateEntryStep(flow.Id, proved.UserId, proved.CredentialId, flow.Request);
    }

    private AuthProvider? Provider(string type, string id) => providers.SingleOrDefault(provider => provider.Type == type && provider.Id == id);
}

/// <summary>Where a flow stands.</summary>
/// <param name="Step">The question that it asks now.</param>
/// <param name="Provider">The provider that judges the answer.</param>
/// <param name="Request">The client that waits for a code; null for HomeAuth's own pages.</param>
public sealed record LoginFlowState(FormStep Step, AuthProvider Provider, AuthorizationRequest? Request);
