using System.Net;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Providers;

namespace HomeAuth.Core.LoginFlows;

/// <summary>A sign-in under way.</summary>
public sealed class LoginFlow(string providerType, string providerId, AuthorizationRequest? request, IPAddress? address, DateTimeOffset createdAt)
    : Flow(address, createdAt)
{
    private int _failures;

    /// <summary>The client that waits for a code; null for HomeAuth's own pages.</summary>
    public AuthorizationRequest? Request { get; } = request;

    /// <summary>The provider that judges the answers.</summary>
    public string ProviderType { get; } = providerType;

    /// <summary>Which of several providers of that type.</summary>
    public string ProviderId { get; } = providerId;

    /// <summary>The second factor, from the moment that the first one was right.</summary>
    internal SecondFactorStage? Stage { get; set; }

    /// <summary>Wrong codes of a second factor so far.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    internal int CountFailure() => Interlocked.Increment(ref _failures);
}

/// <summary>Where the second factor of a sign-in stands.</summary>
/// <param name="Proved">Whose password was right.</param>
/// <param name="At">When.</param>
/// <param name="Choices">The factors that the person has, by module id.</param>
/// <param name="ChoiceId">The one that was chosen; null before.</param>
internal sealed record SecondFactorStage(ProviderAnswer.Proved Proved, DateTimeOffset At, IReadOnlyList<FlowOption> Choices, string? ChoiceId);
