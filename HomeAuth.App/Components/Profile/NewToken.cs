namespace HomeAuth.App.Components.Profile;

/// <summary>A long-lived access token on its way to the person: shown once, kept nowhere.</summary>
/// <param name="Name">What the person calls it.</param>
/// <param name="AccessToken">The token itself.</param>
public sealed record NewToken(string Name, string AccessToken)
{
    /// <summary>The name alone; whoever prints this must not print the secret.</summary>
    public override string ToString() => Name;
}
