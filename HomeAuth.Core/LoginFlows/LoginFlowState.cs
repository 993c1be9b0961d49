using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Providers;

namespace HomeAuth.Core.LoginFlows;

/// <summary>Where a flow stands.</summary>
/// <param name="Step">The question that it asks now.</param>
/// <param name="Provider">The provider that judges the answer.</param>
/// <param name="Request">The client that waits for a code; null for HomeAuth's own pages.</param>
/// <param name="Choices">The second factors that the person may choose from; none before the password was right.</param>
/// <param name="Left">How long the question may still be answered.</param>
public sealed record LoginFlowState(FormStep Step, AuthProvider Provider, AuthorizationRequest? Request, IReadOnlyList<FlowOption> Choices, TimeSpan Left);
