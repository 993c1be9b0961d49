namespace HomeAuth.App.Components.People;

/// <summary>An invitation that was just made, with the secret that is shown this once.</summary>
public sealed record NewInvitation(string Name, string Secret, DateTimeOffset ExpireAt);
