using HomeAuth.Core.Flows;

namespace HomeAuth.Core.Providers;

/// <summary>One way to prove who one is. A provider describes what it asks for and judges the answers; flows carry both to and fro.</summary>
/// <param name="id">Tells several providers of one type apart; empty for the only one.</param>
/// <param name="name">The name in a list of providers.</param>
public abstract class AuthProvider(string id, string name)
{
    /// <summary>The type, such as <c>homeassistant</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Tells several providers of one type apart; empty for the only one.</summary>
    public string Id { get; } = id;

    /// <summary>The name in a list of providers.</summary>
    public string Name { get; } = name;

    /// <summary>Whether somebody who proves themselves with it is asked for a second factor too.</summary>
    public virtual bool SupportsMfa => true;

    /// <summary>What the first step asks somebody from there for.</summary>
    public abstract ValueTask<IReadOnlyList<FlowField>> AskAsync(RequestOrigin origin, CancellationToken cancellationToken);

    /// <summary>What answers the first step without anybody being asked; null where somebody has to be.</summary>
    public virtual IReadOnlyDictionary<string, string>? AnswerFor(IReadOnlyList<FlowField> schema) => null;

    /// <summary>Judges an answer to the first step.</summary>
    public abstract Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken);

    /// <summary>Why nobody from there signs in with this provider or gets an access token, as a code of <see cref="ErrorCodes"/>; null if they do.</summary>
    public virtual string? Refuses(RequestOrigin origin) => null;
}

/// <summary>A provider's judgement; a closed set of records.</summary>
public abstract record ProviderAnswer
{
    private ProviderAnswer()
    {
    }

    /// <summary>It is this user, by this credential.</summary>
    public sealed record Proved(string UserId, string CredentialId) : ProviderAnswer;

    /// <summary>It is whoever the provider knows by this subject, who may never have been here.</summary>
    public sealed record Recognised(string Subject, NewcomerInfo Info) : ProviderAnswer;

    /// <summary>It is not proved, for this reason of <see cref="ErrorCodes"/>.</summary>
    public sealed record Refused(string Error) : ProviderAnswer;

    /// <summary>The answer was not looked at; there have been too many wrong ones.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : ProviderAnswer;
}

/// <summary>What a provider says of somebody who signs in for the first time; later it does not matter.</summary>
/// <param name="Name">The display name, if it fits.</param>
/// <param name="GroupId">The group; null for ordinary users.</param>
/// <param name="LocalOnly">Whether they may come from home alone.</param>
public sealed record NewcomerInfo(string Name, string? GroupId = null, bool LocalOnly = false);
