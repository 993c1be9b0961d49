using HomeAuth.Core.Data;
using HomeAuth.Core.History;

namespace HomeAuth.App.Components.History;

/// <summary>What the page of the history shows.</summary>
/// <param name="Events">The events so far, newest first.</param>
/// <param name="Names">Of those who are in them.</param>
/// <param name="HasMore">Whether there may be older ones.</param>
/// <param name="Days">Sign-ins of the last days, for administrators.</param>
/// <param name="People">Whose history can be chosen, for administrators.</param>
public sealed record HistoryView(
    IReadOnlyList<SecurityEvent> Events,
    IReadOnlyDictionary<string, string> Names,
    bool HasMore,
    IReadOnlyList<SignInDay> Days,
    IReadOnlyList<KeyValuePair<string, string>> People);
