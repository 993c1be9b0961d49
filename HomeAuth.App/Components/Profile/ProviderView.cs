namespace HomeAuth.App.Components.Profile;

/// <summary>A way to sign in that a person can link.</summary>
public sealed record ProviderView(string Type, string Id, string Name);
