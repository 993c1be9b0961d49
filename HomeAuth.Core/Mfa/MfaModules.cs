using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Mfa;

/// <summary>The configured MFA modules, in order.</summary>
public sealed class MfaModules(IServiceProvider services, IOptions<HomeAuthOptions> options)
{
    private List<MfaModule>? _all;

    /// <summary>All of them.</summary>
    public IReadOnlyList<MfaModule> All => _all ??= [.. options.Value.EffectiveMfaModules.Select(Create)];

    /// <summary>The module of an id, or null if none is configured.</summary>
    public MfaModule? Find(string? id) => All.FirstOrDefault(module => module.Id == id);

    private MfaModule Create(MfaModuleOptions configured)
    {
        var type = configured.Type switch
        {
            TotpMfaModule.TypeName => typeof(TotpMfaModule),
            NotifyMfaModule.TypeName => typeof(NotifyMfaModule),
            _ => throw new InvalidOperationException($"There is no MFA module of type {configured.Type}."),
        };
        return (MfaModule)ActivatorUtilities.CreateInstance(services, type, configured.EffectiveId, configured.EffectiveName);
    }
}
