using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Providers;

/// <summary>The configured ways to sign in, in order.</summary>
public sealed class AuthProviders(IServiceProvider services, IOptions<HomeAuthOptions> options)
{
    private List<AuthProvider>? _all;

    /// <summary>All of them.</summary>
    public IReadOnlyList<AuthProvider> All => _all ??= [.. options.Value.EffectiveAuthProviders.Select(Create)];

    /// <summary>The name that a provider of a type has unless it is given one, as in Home Assistant.</summary>
    public static string DefaultName(string type) => type switch
    {
        HomeAssistantAuthProvider.TypeName => "Home Assistant Local",
        TrustedNetworksAuthProvider.TypeName => "Trusted Networks",
        CommandLineAuthProvider.TypeName => "Command Line Authentication",
        LegacyApiPasswordAuthProvider.TypeName => "Legacy API Password",
        _ => "Unnamed auth provider",
    };

    /// <summary>One of them, or null when it is not configured.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="id">Which of several of that type; empty for the only one.</param>
    public AuthProvider? Find(string type, string id) => All.FirstOrDefault(provider => provider.Type == type && provider.Id == id);

    /// <summary>Those that somebody who comes from there may choose from.</summary>
    public IReadOnlyList<AuthProvider> Offered(RequestOrigin origin) => [.. All.Where(provider => provider.Refuses(origin) is null)];

    private AuthProvider Create(AuthProviderOptions configured)
    {
        var (id, name) = (configured.Id ?? "", string.IsNullOrWhiteSpace(configured.Name) ? DefaultName(configured.Type) : configured.Name);
        return configured.Type switch
        {
            HomeAssistantAuthProvider.TypeName => ActivatorUtilities.CreateInstance<HomeAssistantAuthProvider>(services, id, name),
            TrustedNetworksAuthProvider.TypeName => ActivatorUtilities.CreateInstance<TrustedNetworksAuthProvider>(services, id, name, configured),
            CommandLineAuthProvider.TypeName => ActivatorUtilities.CreateInstance<CommandLineAuthProvider>(services, id, name, configured),
            LegacyApiPasswordAuthProvider.TypeName => ActivatorUtilities.CreateInstance<LegacyApiPasswordAuthProvider>(services, id, name, configured),
            _ => throw new InvalidOperationException($"There is no auth provider of type {configured.Type}."),
        };
    }
}
