namespace HomeAuth.Core.Themes;

/// <summary>Sees to it that everything can be read and seen, whatever a theme wants: a colour that does not suffice is made lighter or darker until it does.</summary>
internal sealed class ThemeContrast
{
    /// <summary>For text.</summary>
    public const double ToRead = 4.5;

    /// <summary>For large text, frames and signs.</summary>
    public const double ToSee = 3;

    private const int Steps = 40;

    // How much of their own colour lies behind what is chosen, hovered over or told (house.css, MudBlazor's alerts).
    private const double Tint = 0.14;

    private static readonly (ThemeRole Role, ThemeRole[] Grounds)[] ToBeRead =
    [
        (ThemeRole.Text, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.SecondaryText, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.SidebarText, [ThemeRole.Sidebar]),
        (ThemeRole.SidebarIcon, [ThemeRole.Sidebar]),
        (ThemeRole.HeaderText, [ThemeRole.Header]),
        (ThemeRole.Primary, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.Info, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.Success, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.Warning, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.Error, [ThemeRole.Background, ThemeRole.Surface]),
        (ThemeRole.SelectedText, [ThemeRole.Sidebar]),
        (ThemeRole.SelectedIcon, [ThemeRole.Sidebar]),
    ];

    // What is the same as another one, since a theme says nothing else, is changed with it, which is told once.
    private static readonly (ThemeRole Role, ThemeRole From)[] Followers =
    [
        (ThemeRole.SelectedText, ThemeRole.SidebarText), (ThemeRole.SelectedIcon, ThemeRole.SidebarText), (ThemeRole.SelectedIcon, ThemeRole.SelectedText),
    ];

    private static readonly (ThemeRole Text, ThemeRole Ground)[] OnColor =
    [
        (ThemeRole.PrimaryText, ThemeRole.Primary), (ThemeRole.AccentText, ThemeRole.Accent), (ThemeRole.InfoText, ThemeRole.Info),
        (ThemeRole.SuccessText, ThemeRole.Success), (ThemeRole.WarningText, ThemeRole.Warning), (ThemeRole.ErrorText, ThemeRole.Error),
    ];

    // Those of which a little lies behind themselves.
    private static readonly ThemeRole[] Tinted = [ThemeRole.Info, ThemeRole.Success, ThemeRole.Warning, ThemeRole.Error, ThemeRole.Primary];

    private readonly List<ContrastFinding> _findings = [];
    private readonly ThemeColors _wanted;
    private ThemeColors _colors;

    private ThemeContrast(ThemeColors colors) => (_wanted, _colors) = (colors, colors);

    public static (ThemeColors Colors, IReadOnlyList<ContrastFinding> Findings) Correct(ThemeColors colors)
    {
        var contrast = new ThemeContrast(colors);
        contrast.CoverGrounds();
        foreach (var (role, grounds) in ToBeRead)
        {
            contrast.Follow(role);
            contrast.Require(role, grounds, ToRead);
        }

        contrast.Require(ThemeRole.Accent, [ThemeRole.Surface, ThemeRole.Background], ToSee);
        contrast.Require(ThemeRole.FieldLine, [ThemeRole.Surface, ThemeRole.Background], ToSee);
        foreach (var (text, ground) in OnColor)
        {
            contrast.RequireOn(text, ground);
        }

        contrast.CorrectBadge();
        return (contrast._colors, contrast._findings);
    }

    // Nothing shines through: behind a page is nothing, and behind a dialog are words.
    private void CoverGrounds()
    {
        var nothing = _colors.Dark ? CssColor.Black : CssColor.White;
        Set(ThemeRole.Background, _colors[ThemeRole.Background].Over(nothing));
        var page = _colors[ThemeRole.Background];
        foreach (var role in new[] { ThemeRole.SecondBackground, ThemeRole.Surface, ThemeRole.Sidebar, ThemeRole.Header, ThemeRole.Badge })
        {
            Set(role, _colors[role].Over(page));
        }

        var surface = _colors[ThemeRole.Surface];
        if (new[] { CssColor.Black, CssColor.White }.All(text => Math.Min(text.ContrastOn(page), text.ContrastOn(surface)) < ToRead))
        {
            // One is light and the other dark: no text is read on both.
            _findings.Add(new ContrastFinding(ThemeRole.Surface, ThemeRole.Background, surface.ContrastOn(page), 1, page));
            Set(ThemeRole.Surface, page);
        }
    }

    private void Follow(ThemeRole role)
    {
        foreach (var (_, from) in Followers.Where(follower => follower.Role == role && _wanted[role] == _wanted[follower.From]))
        {
            Set(role, _colors[from]);
        }
    }

    // Initials have no colour that a theme names, so that a change of it is no news.
    private void CorrectBadge()
    {
        if (_wanted[ThemeRole.Badge] == _wanted[ThemeRole.Primary])
        {
            Set(ThemeRole.Badge, _colors[ThemeRole.Primary].Over(_colors[ThemeRole.Surface]));
            Set(ThemeRole.BadgeText, _colors[ThemeRole.PrimaryText]);
        }

        var badge = _colors[ThemeRole.Badge];
        if (_colors[ThemeRole.BadgeText].ContrastOn(badge) < ToRead)
        {
            Set(ThemeRole.BadgeText, badge.Opposite());
        }
    }

    private void Require(ThemeRole role, ThemeRole[] grounds, double least)
    {
        var color = _colors[role];
        var worst = grounds.MinBy(ground => color.ContrastOn(_colors[ground]));
        if (Suffices(role, color, grounds, least))
        {
            return;
        }

        var shown = Readable(role, color.Over(_colors[worst]), grounds, least);
        // A colour that alone would do, but not on a little of itself, is no news.
        if (color.ContrastOn(_colors[worst]) is var ratio && ratio < least)
        {
            _findings.Add(new ContrastFinding(role, worst, ratio, least, shown));
        }

        Set(role, shown);
    }

    private void RequireOn(ThemeRole text, ThemeRole ground)
    {
        var (color, on) = (_colors[text], _colors[ground]);
        if (color.ContrastOn(on) >= ToRead)
        {
            return;
        }

        // Where the theme's own pair would do, but not with a ground that was changed, is no news.
        if (color.ContrastOn(_wanted[ground].Over(_colors[ThemeRole.Surface])) is var ratio && ratio < ToRead)
        {
            _findings.Add(new ContrastFinding(text, ground, ratio, ToRead, on.Opposite()));
        }

        Set(text, on.Opposite());
    }

    private bool Suffices(ThemeRole role, CssColor color, ThemeRole[] grounds, double least) =>
        Array.TrueForAll(grounds, ground => GroundsOf(role, color, _colors[ground]).All(seen => color.ContrastOn(seen) >= least));

    private IEnumerable<CssColor> GroundsOf(ThemeRole role, CssColor color, CssColor ground)
    {
        yield return ground;
        if (Tinted.Contains(role))
        {
            yield return ground.Mix(color.Over(ground), Tint / 2);
        }
        else if (role is ThemeRole.Text or ThemeRole.SidebarText or ThemeRole.SelectedText or ThemeRole.SelectedIcon)
        {
            yield return ground.Mix(_colors[ThemeRole.Primary], Tint);
        }
    }

    // The nearest that suffices, towards black or white.
    private CssColor Readable(ThemeRole role, CssColor color, ThemeRole[] grounds, double least)
    {
        for (var step = 1; step <= Steps; step++)
        {
            foreach (var end in new[] { CssColor.Black, CssColor.White })
            {
                var mixed = color.Mix(end, (double)step / Steps);
                if (Suffices(role, mixed, grounds, least))
                {
                    return mixed;
                }
            }
        }

        return new[] { CssColor.Black, CssColor.White }.MaxBy(end => grounds.Min(ground => end.ContrastOn(_colors[ground])));
    }

    private void Set(ThemeRole role, CssColor color) => _colors = _colors.With(role, color);
}
