namespace HomeAuth.Core;

/// <summary>A broken rule. Carries a stable code; each door turns the code into its own words once.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="field">The input field at fault, if there is one.</param>
public sealed class HomeAuthException(string code, string? field = null) : Exception(code)
{
    /// <summary>The stable code, the tail of a resource key on the screen and the error on the wire.</summary>
    public string Code { get; } = code;

    /// <summary>When the same would be allowed again, if only the time is at fault and that is known.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>The input field at fault, or null when the whole request is.</summary>
    public string? Field { get; } = field;
}
