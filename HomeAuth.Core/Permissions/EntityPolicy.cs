namespace HomeAuth.Core.Permissions;

/// <summary>What a group, or somebody through all their groups, may do with the entities of the house; Home Assistant's policies.</summary>
/// <remarks>
/// A policy only ever permits, so an entry on one entity takes nothing away that its domain permits.
/// This house has no devices and no areas: `device_ids` and `area_ids` are kept and merged, and never decide.
/// Immutable. That the owner may do everything is not asked here.
/// </remarks>
public sealed class EntityPolicy
{
    /// <summary>Most bytes of a policy's text in UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    private readonly PolicyRules _rules;

    private string? _json;

    private EntityPolicy(PolicyRules rules) => _rules = rules;

    /// <summary>That of the groups of administrators and of users.</summary>
    public static EntityPolicy Everything { get; } = new(PolicyRules.Everything);

    /// <summary>That of the group that may only look.</summary>
    public static EntityPolicy ReadOnly { get; } = new(PolicyRules.Nothing with { All = PolicyKeySet.Read });

    /// <summary>That of somebody without groups: no opinion, and so no access.</summary>
    public static EntityPolicy Nothing { get; } = new(PolicyRules.Nothing);

    /// <summary>The policy as JSON. Policies with the same entries have the same text, whatever text they were read from.</summary>
    public string Json => _json ??= PolicyWriter.Write(_rules);

    /// <summary>Reads a policy.</summary>
    /// <exception cref="HomeAuthException"><see cref="ErrorCodes.PolicyInvalid"/>: anything but a policy, also one that is too large.</exception>
    public static EntityPolicy Parse(string json)
    {
        var policy = new EntityPolicy(PolicyReader.Read(json));

        // Escapes can make the own text longer than the one that was read, and it has to be readable again.
        return policy.Json.Length <= MaxBytes ? policy : throw PolicyReader.Invalid();
    }

    /// <summary>What any of the policies permits; <see cref="Nothing"/> of none.</summary>
    public static EntityPolicy Merge(IEnumerable<EntityPolicy> policies) =>
        new(policies.Aggregate(PolicyRules.Nothing, (merged, policy) => merged.With(policy._rules)));

    /// <summary>Whether one of <see cref="PolicyKeys"/> is permitted with an entity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such key.</exception>
    public bool Allows(string entityId, string key)
    {
        var wanted = Known(key);
        return _rules.IsEverything
            || _rules.DeviceIds.IsEverything
            || _rules.AreaIds.IsEverything
            || _rules.EntityIds.Allows(entityId, wanted)
            || _rules.Domains.Allows(Domain(entityId), wanted)
            || _rules.All.HasFlag(wanted);
    }

    /// <summary>Whether one of <see cref="PolicyKeys"/> is permitted with every entity at once, without a look at any of them.</summary>
    /// <remarks>As in Home Assistant, a policy that lists all entities or domains does not say so.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such key.</exception>
    public bool AllowsAll(string key)
    {
        var wanted = Known(key);
        return _rules.IsEverything || _rules.All.HasFlag(wanted);
    }

    private static PolicyKeySet Known(string key) => PolicyReader.Key(key) ?? throw new ArgumentOutOfRangeException(nameof(key), key, "No key of a policy.");

    private static ReadOnlySpan<char> Domain(string entityId) =>
        entityId.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? entityId.AsSpan(0, dot) : entityId;
}
