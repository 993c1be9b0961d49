namespace HomeAuth.Core.Themes;

/// <summary>How a theme looks in one mode. Everything in it can be read, and may stand in a style sheet.</summary>
/// <param name="Colors">The colours that are shown.</param>
/// <param name="Contrast">Which of them are not those of the theme, and why.</param>
public sealed record ThemeLook(ThemeColors Colors, IReadOnlyList<ContrastFinding> Contrast)
{
    /// <summary>How round corners are, a CSS length; null as ever.</summary>
    public string? Radius { get; init; }

    /// <summary>Fonts, as CSS writes them; null as ever.</summary>
    public string? Font { get; init; }

    /// <summary>What else the theme has, by name: for programs and styles that know what it is.</summary>
    public IReadOnlyDictionary<string, string> Others { get; init; } = new Dictionary<string, string>();

    /// <summary>The same in colours of somebody's own, as far as they can be read.</summary>
    /// <param name="primary">For buttons and links; null for the theme's.</param>
    /// <param name="accent">For what is marked; null for the theme's.</param>
    public ThemeLook With(CssColor? primary, CssColor? accent)
    {
        if (primary is null && accent is null)
        {
            return this;
        }

        var colors = Colors;
        foreach (var (color, role, text) in new[] { (primary, ThemeRole.Primary, ThemeRole.PrimaryText), (accent, ThemeRole.Accent, ThemeRole.AccentText) })
        {
            if (color is { } chosen)
            {
                colors = colors.With(role, chosen);
                colors = colors.With(text, chosen.Opposite());
            }
        }

        // The badge is in the colour of buttons unless a file says otherwise, and those take no other colours.
        if (primary is not null)
        {
            colors = colors.With(ThemeRole.Badge, colors[ThemeRole.Primary]).With(ThemeRole.BadgeText, colors[ThemeRole.PrimaryText]);
        }

        var (corrected, findings) = ThemeContrast.Correct(colors);
        return this with { Colors = corrected, Contrast = [.. findings.Where(finding => finding.Role is ThemeRole.Primary or ThemeRole.Accent)] };
    }
}
