namespace HomeAuth.App.Components.Layout;

/// <summary>The signed-in person's name as this tab shows it, also right after it was changed here.</summary>
public sealed class PersonState
{
    public string? Name { get; private set; }

    public event Action? Changed;

    public void Rename(string name)
    {
        Name = name;
        Changed?.Invoke();
    }
}
