using HomeAuth.Core.Providers;

namespace HomeAuth.App.Authentication;

/// <summary>A way to sign in as the address of the sign-in page names it: the type, and the id after a dot if there is one.</summary>
public static class ProviderChoice
{
    private const string Parameter = "provider=";

    public static string Of(AuthProvider provider) => provider.Id.Length == 0 ? provider.Type : $"{provider.Type}.{provider.Id}";

    /// <summary>This page with another way to sign in; what a client asked it for stays letter for letter.</summary>
    public static string Address(HttpRequest request, AuthProvider provider)
    {
        var asked = request.QueryString.ToString().TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !pair.StartsWith(Parameter, StringComparison.Ordinal));
        return $"{SignInAddress.Path}?{string.Join('&', asked.Append(Parameter + Of(provider)))}";
    }
}
