namespace HomeAuth.App.Components.Settings;

/// <summary>Why settings were not saved.</summary>
/// <param name="Field">Which of them; null for all.</param>
/// <param name="Text">The words.</param>
public sealed record SettingsProblem(string? Field, string Text);
