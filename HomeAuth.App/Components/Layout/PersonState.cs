namespace HomeAuth.App.Components.Layout;

/// <summary>The signed-in person's name and picture as this tab shows it, also right after it was changed here.</summary>
public sealed class PersonState
{
    public string? Name { get; private set; }

    /// <summary>The address of the picture as it was changed here, null for none; see <see cref="HasPicture"/>.</summary>
    public string? Picture { get; private set; }

    /// <summary>Whether the picture was changed here.</summary>
    public bool HasPicture { get; private set; }

    public event Action? Changed;

    public void Repaint(string? picture)
    {
        (Picture, HasPicture) = (picture, true);
        Changed?.Invoke();
    }

    public void Rename(string name)
    {
        Name = name;
        Changed?.Invoke();
    }
}
