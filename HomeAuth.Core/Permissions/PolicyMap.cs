namespace HomeAuth.Core.Permissions;

/// <summary>One subcategory of a policy: what is permitted with each of its ids, or everything with all of them.</summary>
internal sealed class PolicyMap(bool everything, Dictionary<string, PolicyKeySet> entries)
{
    // Domains are looked up as a part of an entity id, without cutting it out.
    private readonly Dictionary<string, PolicyKeySet>.AlternateLookup<ReadOnlySpan<char>> _lookup = entries.GetAlternateLookup<ReadOnlySpan<char>>();

    public static PolicyMap Everything { get; } = new(true, new(StringComparer.Ordinal));

    public static PolicyMap Nothing { get; } = new(false, new(StringComparer.Ordinal));

    public bool IsEverything => everything;

    /// <summary>In the order of their ids, so that equal maps are written alike.</summary>
    public IEnumerable<KeyValuePair<string, PolicyKeySet>> Entries => entries.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    public bool IsNothing => !everything && entries.Count == 0;

    public bool Allows(ReadOnlySpan<char> id, PolicyKeySet key) =>
        everything || (_lookup.TryGetValue(id, out var keys) && keys.HasFlag(key));

    public PolicyMap With(PolicyMap other)
    {
        if (IsEverything || other.IsEverything)
        {
            return Everything;
        }

        var union = new Dictionary<string, PolicyKeySet>(StringComparer.Ordinal);
        foreach (var (id, keys) in Entries.Concat(other.Entries))
        {
            union[id] = union.GetValueOrDefault(id) | keys;
        }

        return new(false, union);
    }
}
