using System.Collections.Concurrent;
using System.Net;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Providers;

namespace HomeAuth.Core.LoginFlows;

/// <summary>A sign-in under way.</summary>
public sealed class LoginFlow(
    string providerType, string providerId, IReadOnlyList<FlowField> schema, AuthorizationRequest? request, IPAddress? address, DateTimeOffset createdAt)
    : Flow(address, createdAt)
{
    private readonly ConcurrentDictionary<string, int> _failures = [];

    /// <summary>The client that waits for a code; null for HomeAuth's own pages.</summary>
    public AuthorizationRequest? Request { get; } = request;

    /// <summary>The provider that judges the answers.</summary>
    public string ProviderType { get; } = providerType;

    /// <summary>Which of several providers of that type.</summary>
    public string ProviderId { get; } = providerId;

    /// <summary>What the first step asks for, as it was when the flow began.</summary>
    public IReadOnlyList<FlowField> Schema { get; } = schema;

    /// <summary>The second factor, from the moment that the first one was right.</summary>
    internal SecondFactorStage? Stage { get; set; }

    /// <summary>Who has proved everything and has to choose another password now; null before, and for most.</summary>
    internal DuePassword? Due { get; set; }

    /// <summary>How often its person was given more time for a question.</summary>
    internal int Extensions { get; set; }

    /// <summary>Wrong codes so far, of one of the second factors; each has a limit of its own.</summary>
    internal int FailuresOf(string? choiceId) => _failures.GetValueOrDefault(choiceId ?? "");

    internal int CountFailure(string? choiceId) => _failures.AddOrUpdate(choiceId ?? "", 1, (_, failures) => failures + 1);
}

/// <summary>Where the second factor of a sign-in stands.</summary>
/// <param name="Proved">Whose password was right.</param>
/// <param name="At">When.</param>
/// <param name="Choices">The factors that the person has, by module id.</param>
/// <param name="Stamp">What changes with the password and with each recovery: whoever is half-way then begins anew.</param>
/// <param name="ChoiceId">The one that was chosen; null before.</param>
internal sealed record SecondFactorStage(
    ProviderAnswer.Proved Proved, DateTimeOffset At, IReadOnlyList<FlowOption> Choices, string? Stamp, string? ChoiceId);

/// <summary>Somebody who has to choose another password before going on.</summary>
/// <param name="Proved">Who.</param>
/// <param name="Stamp">What changes with the password and with each recovery.</param>
internal sealed record DuePassword(ProviderAnswer.Proved Proved, string? Stamp);
