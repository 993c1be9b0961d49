namespace HomeAuth.Core.Data;

/// <summary>One named JSON document that a person keeps with the house, such as <c>language</c>.</summary>
public class UserPreference
{
    /// <summary>The document with the chosen language.</summary>
    public const string LanguageKey = "language";

    /// <summary>The document with the chosen theme.</summary>
    public const string ThemeKey = "theme";

    /// <summary>Whose.</summary>
    public required string UserId { get; init; }

    /// <summary>The name of the document.</summary>
    public required string Key { get; init; }

    /// <summary>The document, JSON.</summary>
    public required string Value { get; set; }
}
