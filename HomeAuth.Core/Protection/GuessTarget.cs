namespace HomeAuth.Core.Protection;

/// <summary>What is guessed at, and what wrong guesses are counted against.</summary>
/// <param name="Key">Names it; at most 90 characters.</param>
/// <param name="UserId">Whose it is; null for nobody's. Browsers on which they have signed in pass what strangers have done.</param>
/// <param name="IsSignedIn">Whether whoever guesses holds a token of theirs: then the address says nothing, and is neither asked nor counted.</param>
public sealed record GuessTarget(string Key, string? UserId = null, bool IsSignedIn = false);
