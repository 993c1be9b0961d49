using HomeAuth.Core.Clients;

namespace HomeAuth.Core.Flows;

/// <summary>What a flow asks or answers next; a closed set of records.</summary>
/// <param name="FlowId">The flow.</param>
public abstract record FlowStep(string FlowId);

/// <summary>The flow asks for input.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="StepId">Which question, such as <c>init</c> or <c>mfa</c>.</param>
/// <param name="Schema">What is to be filled in.</param>
/// <param name="Error">What was wrong with the last answer, as a code of <see cref="ErrorCodes"/>; null at first.</param>
/// <param name="RetryAfter">How long answers are refused unseen, when the error is <see cref="ErrorCodes.TooManyAttempts"/>.</param>
/// <param name="Placeholders">What the words of the question have places for, by the names that Home Assistant gives them.</param>
public sealed record FormStep(
    string FlowId,
    string StepId,
    IReadOnlyList<FlowField> Schema,
    string? Error = null,
    TimeSpan? RetryAfter = null,
    IReadOnlyDictionary<string, string>? Placeholders = null) : FlowStep(FlowId);

/// <summary>The flow has ended without what it was for.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Reason">Why, one of <see cref="AbortReasons"/>.</param>
public sealed record AbortStep(string FlowId, string Reason) : FlowStep(FlowId);

/// <summary>The flow has ended: somebody proved who they are.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="UserId">Who.</param>
/// <param name="CredentialId">With which credential.</param>
/// <param name="Request">The client that waits for a code; null for HomeAuth's own pages.</param>
public sealed record CreateEntryStep(string FlowId, string UserId, string CredentialId, AuthorizationRequest? Request = null) : FlowStep(FlowId);

/// <summary>The flow has ended: somebody proved to be who nobody of the house is yet, so that whoever is signed in may link it.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="ProviderType">The provider's type.</param>
/// <param name="ProviderId">Which of several of that type.</param>
/// <param name="Subject">What the provider knows them by.</param>
/// <param name="Request">The client that waits for a code.</param>
public sealed record RecognisedStep(string FlowId, string ProviderType, string ProviderId, string Subject, AuthorizationRequest Request) : FlowStep(FlowId);

/// <summary>One value that a form step asks for.</summary>
/// <param name="Name">Its name in the answer.</param>
/// <param name="Required">Whether the answer must have it.</param>
/// <param name="Options">What may be chosen, by value, with its name; null when anything may be written.</param>
public sealed record FlowField(string Name, bool Required = true, IReadOnlyList<FlowOption>? Options = null);

/// <summary>One of the values of a field.</summary>
/// <param name="Value">The value.</param>
/// <param name="Name">What it is called.</param>
public sealed record FlowOption(string Value, string Name);
