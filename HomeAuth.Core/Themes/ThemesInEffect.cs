namespace HomeAuth.Core.Themes;

/// <summary>The themes of the house at one moment.</summary>
/// <param name="OfFiles">Those of files, by name.</param>
/// <param name="Findings">What of the files was not taken.</param>
/// <param name="Defaults">What is shown until somebody chooses.</param>
public sealed record ThemesInEffect(IReadOnlyDictionary<string, HouseTheme> OfFiles, IReadOnlyList<ThemeFinding> Findings, DefaultThemes Defaults)
{
    /// <summary>No file, no choice.</summary>
    public static ThemesInEffect None { get; } = new(new Dictionary<string, HouseTheme>(), [], DefaultThemes.Unset);

    /// <summary>The theme of that name, built-in or of a file; null for none.</summary>
    public HouseTheme? Find(string? name) => name is null ? null : BuiltInThemes.Find(name) ?? OfFiles.GetValueOrDefault(name);

    /// <summary>The theme of those who have chosen none. One that is gone is the program's own.</summary>
    public HouseTheme Default(bool dark) => Find(dark ? Defaults.Dark ?? Defaults.Light : Defaults.Light) ?? BuiltInThemes.All[0];
}
