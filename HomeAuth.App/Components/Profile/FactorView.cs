using HomeAuth.Core.Data;

namespace HomeAuth.App.Components.Profile;

/// <summary>A second factor as its person sees it.</summary>
public sealed record FactorView(string Id, string Name, bool IsSent, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static FactorView Of(MfaFactor factor, IReadOnlyList<ModuleView> modules)
    {
        var module = modules.First(module => module.Id == factor.ModuleId);
        return new FactorView(factor.Id, factor.Name ?? module.Name, module.IsSent, factor.CreatedAt, factor.LastUsedAt);
    }
}

/// <summary>A kind of second factor that can be set up.</summary>
public sealed record ModuleView(string Id, string Name, bool IsSent);
