namespace HomeAuth.App.Components.People;

/// <summary>What an administrator decided about an account.</summary>
public enum RemoveAnswer
{
    Nothing,
    Disable,
    Remove,
}
