namespace HomeAuth.Core.Data;

/// <summary>Wrong guesses counted against one account or one address.</summary>
public class GuessCounter
{
    /// <summary><c>account:</c> or <c>address:</c> and whom it concerns.</summary>
    public required string Key { get; init; }

    /// <summary>Wrong guesses so far.</summary>
    public int Failures { get; set; }

    /// <summary>Until when further guesses are refused unseen.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }

    /// <summary>From then on the counter is forgotten.</summary>
    public DateTimeOffset ForgottenAt { get; set; }
}
