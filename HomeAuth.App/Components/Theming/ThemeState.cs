namespace HomeAuth.App.Components.Theming;

/// <summary>The theme of one tab: what the page was sent with, and what its person chooses while it is open.</summary>
public sealed class ThemeState
{
    public ThemeChoice Choice { get; private set; } = ThemeChoice.Default;

    public event Action? Changed;

    public void Start(ThemeChoice choice) => Choice = choice;

    public void Choose(ThemeChoice choice)
    {
        Choice = choice;
        Changed?.Invoke();
    }
}
