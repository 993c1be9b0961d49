namespace HomeAuth.Core.Themes;

/// <summary>A pair of colours that people could not read or see, and what is shown in its place.</summary>
/// <param name="Role">What is to be read or seen.</param>
/// <param name="Ground">What it lies on.</param>
/// <param name="Ratio">The contrast that the theme would have.</param>
/// <param name="Least">The contrast that is needed: 4.5 to read, 3 to see (WCAG 2.2, 1.4.3 and 1.4.11).</param>
/// <param name="Shown">The colour that is shown.</param>
public sealed record ContrastFinding(ThemeRole Role, ThemeRole Ground, double Ratio, double Least, CssColor Shown);
