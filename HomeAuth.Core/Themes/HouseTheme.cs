namespace HomeAuth.Core.Themes;

/// <summary>A theme that people of the house can choose.</summary>
/// <param name="Name">Its name, by which it is chosen.</param>
/// <param name="Light">How it looks in light surroundings.</param>
/// <param name="Dark">How it looks in dark ones; the same where it has only one mode.</param>
public sealed record HouseTheme(string Name, ThemeLook Light, ThemeLook Dark)
{
    /// <summary>The file it is from; null for a built-in one.</summary>
    public string? File { get; init; }

    /// <summary>What programs are told of it; null for a built-in one, which they do not know.</summary>
    public ThemeSource? Source { get; init; }

    /// <summary>Whether one can choose between light and dark.</summary>
    public bool HasBothModes => !ReferenceEquals(Light, Dark);

    /// <summary>How it looks.</summary>
    public ThemeLook Look(bool dark) => dark ? Dark : Light;
}
