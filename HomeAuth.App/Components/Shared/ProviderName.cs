using HomeAuth.App.Localization;
using HomeAuth.Core.Providers;

namespace HomeAuth.App.Components.Shared;

/// <summary>What people call a way to sign in: the name that the household gave it, or ours in their language.</summary>
public static class ProviderName
{
    public static string Of(Texts text, string type, string name) => name == AuthProviders.DefaultName(type) ? text[$"provider.{type}"] : name;
}
