namespace HomeAuth.Core.Themes;

/// <summary>The themes of those who have chosen none, and of strangers, by name.</summary>
/// <param name="Light">For light surroundings.</param>
/// <param name="Dark">For dark ones; null for the same.</param>
public sealed record DefaultThemes(string Light, string? Dark)
{
    /// <summary>The name that stands for the program's own colours.</summary>
    public const string None = "default";

    /// <summary>Nobody has chosen.</summary>
    public static DefaultThemes Unset { get; } = new(None, null);
}
