using System.Collections.Immutable;

namespace HomeAuth.Core.Themes;

/// <summary>The colours of a theme in one mode: one for each <see cref="ThemeRole"/>.</summary>
public sealed class ThemeColors
{
    private readonly ImmutableDictionary<ThemeRole, CssColor> _colors;

    internal ThemeColors(bool dark, ImmutableDictionary<ThemeRole, CssColor> colors) => (Dark, _colors) = (dark, colors);

    /// <summary>Whether they are dark, which tells the browser how to draw what it draws itself.</summary>
    public bool Dark { get; }

    /// <summary>The colour of a role.</summary>
    public CssColor this[ThemeRole role] => _colors[role];

    internal ThemeColors With(ThemeRole role, CssColor color) => new(Dark, _colors.SetItem(role, color));
}
