namespace HomeAuth.App.Components.Profile;

/// <summary>What a new token is to be, before its person has looked at it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Scopes">What it may be used for; null for everything.</param>
public sealed record TokenDraft(string Name, IReadOnlyList<string>? Scopes);
