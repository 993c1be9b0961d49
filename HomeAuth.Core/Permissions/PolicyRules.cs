namespace HomeAuth.Core.Permissions;

/// <summary>A policy as it was read. What it has no opinion on is empty.</summary>
internal sealed record PolicyRules
{
    public static PolicyRules Nothing { get; } = new();

    public static PolicyRules Everything { get; } = new() { IsEverything = true };

    public bool IsEverything { get; private init; }

    public PolicyKeySet All { get; init; }

    public PolicyMap AreaIds { get; init; } = PolicyMap.Nothing;

    public PolicyMap DeviceIds { get; init; } = PolicyMap.Nothing;

    public PolicyMap Domains { get; init; } = PolicyMap.Nothing;

    public PolicyMap EntityIds { get; init; } = PolicyMap.Nothing;

    /// <summary>What either of the two permits. `true` stays `true`, whatever the other one lists.</summary>
    public PolicyRules With(PolicyRules other) => IsEverything || other.IsEverything
        ? Everything
        : new()
        {
            All = All | other.All,
            AreaIds = AreaIds.With(other.AreaIds),
            DeviceIds = DeviceIds.With(other.DeviceIds),
            Domains = Domains.With(other.Domains),
            EntityIds = EntityIds.With(other.EntityIds),
        };
}
