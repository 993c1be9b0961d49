using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;

namespace HomeAuth.Core.Mfa;

/// <summary>One kind of second factor. A module describes what it asks for, judges codes, and leads through its own set-up; flows carry all of it to and fro.</summary>
/// <param name="id">Tells several modules of one type apart.</param>
/// <param name="name">What people see.</param>
public abstract class MfaModule(string id, string name)
{
    /// <summary>The type, such as <c>totp</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The id, unique among the modules.</summary>
    public string Id { get; } = id;

    /// <summary>The configured name.</summary>
    public string Name { get; } = name;

    /// <summary>How many wrong codes end a sign-in.</summary>
    public virtual int MaxFailures => 3;

    /// <summary>What the step at sign-in asks for.</summary>
    public virtual IReadOnlyList<FlowField> Schema { get; } = [new("code")];

    /// <summary>Does what has to be done before a person can answer, such as sending a code.</summary>
    /// <returns>Null, or why it could not be done, as a code of <see cref="ErrorCodes"/>; the person may then choose another factor.</returns>
    public virtual Task<string?> BeginAsync(string userId, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Judges a code. What is accepted is accepted once.</summary>
    /// <returns>Whether it is one of this person's.</returns>
    public abstract Task<bool> ValidateAsync(string userId, string code, CancellationToken cancellationToken);

    /// <summary>What was asked for is over: too many wrong codes.</summary>
    public virtual void GiveUp(string userId)
    {
    }

    /// <summary>Asks the first question of a set-up.</summary>
    internal abstract Task<FlowStep> BeginSetupAsync(MfaSetupFlow flow, CancellationToken cancellationToken);

    /// <summary>Judges an answer of a set-up. Nothing is enabled before <see cref="MfaSetupOutcome.Ready"/>.</summary>
    internal abstract Task<MfaSetupOutcome> AdvanceSetupAsync(MfaSetupFlow flow, IReadOnlyDictionary<string, string> input, CancellationToken cancellationToken);
}

/// <summary>How an answer of a set-up was taken; a closed set of records.</summary>
internal abstract record MfaSetupOutcome
{
    private MfaSetupOutcome()
    {
    }

    /// <summary>There is more to answer, or the set-up is over without success.</summary>
    public sealed record Ask(FlowStep Step) : MfaSetupOutcome;

    /// <summary>The factor can be enabled.</summary>
    /// <param name="Factor">The row to be written.</param>
    /// <param name="Result">What the wire answers with.</param>
    /// <param name="Drift">How far the clocks are apart; positive when the device is ahead.</param>
    public sealed record Ready(MfaFactor Factor, IReadOnlyDictionary<string, string> Result, TimeSpan Drift) : MfaSetupOutcome;
}
