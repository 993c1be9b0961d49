using HomeAuth.Core.Flows;

namespace HomeAuth.Core.Providers;

/// <summary>One way to prove who one is. A provider describes what it asks for and judges the answers; flows carry both to and fro.</summary>
public abstract class AuthProvider
{
    /// <summary>The type, such as <c>homeassistant</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Tells several providers of one type apart; empty for the only one.</summary>
    public virtual string Id => "";

    /// <summary>The name in a list of providers.</summary>
    public abstract string Name { get; }

    /// <summary>What the first step asks for.</summary>
    public abstract IReadOnlyList<FlowField> Schema { get; }

    /// <summary>Whether somebody who proves themselves with it is asked for a second factor too.</summary>
    public virtual bool SupportsMfa => true;

    /// <summary>Judges an answer to the first step.</summary>
    public abstract Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken);

    /// <summary>Why nobody who signed in with this provider gets an access token from there, as a code of <see cref="ErrorCodes"/>; null if they do.</summary>
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

    /// <summary>It is not proved, for this reason of <see cref="ErrorCodes"/>.</summary>
    public sealed record Refused(string Error) : ProviderAnswer;

    /// <summary>The answer was not looked at; there have been too many wrong ones.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : ProviderAnswer;
}
