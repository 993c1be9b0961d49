using System.Diagnostics;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Providers;

namespace HomeAuth.Core.LoginFlows;

/// <summary>Leads somebody from the first question to the proof of who they are, for HomeAuth's own pages and for API clients alike.</summary>
public sealed class LoginFlowManager(FlowStore<LoginFlow> flows, IEnumerable<AuthProvider> providers, TimeProvider time)
{
    /// <summary>Begins a flow with a provider.</summary>
    /// <returns>The first question.</returns>
    /// <exception cref="HomeAuthException">There is no such provider.</exception>
    public FlowStep Start(string providerType, string providerId, RequestOrigin origin)
    {
        var provider = Provider(providerType, providerId) ?? throw new HomeAuthException(ErrorCodes.InvalidHandler);
        var flow = new LoginFlow(provider.Type, provider.Id, origin.Address, time.GetUtcNow());
        flows.Add(flow);
        return new FormStep(flow.Id, "init", provider.Schema);
    }

    /// <summary>Answers the current question of a flow.</summary>
    /// <returns>The next step: the question again with an error, or the proof.</returns>
    /// <exception cref="HomeAuthException">The flow is unknown, finished or too old, or was begun at another address.</exception>
    public async Task<FlowStep> AdvanceAsync(
        string flowId, IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var flow = flows.Find(flowId);
        if (flow is null || Provider(flow.ProviderType, flow.ProviderId) is not { } provider)
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        if (!flow.IsFrom(origin))
        {
            throw new HomeAuthException(ErrorCodes.AddressChanged);
        }

        return await provider.ValidateAsync(input, origin, cancellationToken) switch
        {
            ProviderAnswer.Proved proved => Finish(flow, proved),
            ProviderAnswer.Refused refused => new FormStep(flow.Id, "init", provider.Schema, refused.Error),
            ProviderAnswer.Throttled throttled => new FormStep(flow.Id, "init", provider.Schema, ErrorCodes.TooManyAttempts, throttled.RetryAfter),
            _ => throw new UnreachableException(),
        };
    }

    private CreateEntryStep Finish(LoginFlow flow, ProviderAnswer.Proved proved) =>
        flows.Remove(flow) ? new CreateEntryStep(flow.Id, proved.UserId, proved.CredentialId) : throw new HomeAuthException(ErrorCodes.InvalidFlow);

    private AuthProvider? Provider(string type, string id) => providers.SingleOrDefault(provider => provider.Type == type && provider.Id == id);
}
