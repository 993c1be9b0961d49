using HomeAuth.Core.Themes;

namespace HomeAuth.App.Components.Theming;

/// <summary>The theme of one tab: what the page was sent with, what its person chooses while it is open, and what becomes of the themes of the house meanwhile.</summary>
public sealed class ThemeState : IDisposable
{
    private readonly HouseThemes _house;
    private readonly ThemeLooks _looks;

    public ThemeState(HouseThemes house, ThemeLooks looks)
    {
        (_house, _looks) = (house, looks);
        house.Changed += Tell;
    }

    public ThemeChoice Choice { get; private set; } = ThemeChoice.Default;

    public ShownTheme Shown => _looks.Of(Choice);

    public string Css => _looks.CssOf(Choice);

    public event Action? Changed;

    public void Start(ThemeChoice choice) => Choice = choice;

    public void Choose(ThemeChoice choice)
    {
        Choice = choice;
        Tell();
    }

    public void Dispose() => _house.Changed -= Tell;

    private void Tell() => Changed?.Invoke();
}
