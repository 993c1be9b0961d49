using System.Text;
using System.Text.Json;

namespace HomeAuth.Core.Permissions;

/// <summary>Home Assistant's JSON for a policy, read strictly.</summary>
/// <remarks>
/// <code>
/// policy   = { "entities"?: entities }
/// entities = true | { "all"?: perm, "area_ids"?: map, "device_ids"?: map, "domains"?: map, "entity_ids"?: map }
/// map      = true | { "id": perm }
/// perm     = true | { "read"?: true, "control"?: true, "edit"?: true }
/// </code>
/// A null, and an object with nothing in it, is no opinion. There is no `false`: a policy only ever permits.
/// </remarks>
internal static class PolicyReader
{
    // Two members of one name: readers differ on which of them counts.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 5 };

    public static PolicyKeySet? Key(string name) => name switch
    {
        PolicyKeys.Read => PolicyKeySet.Read,
        PolicyKeys.Control => PolicyKeySet.Control,
        PolicyKeys.Edit => PolicyKeySet.Edit,
        _ => null,
    };

    public static PolicyRules Read(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > EntityPolicy.MaxBytes)
        {
            throw Invalid();
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object ? Policy(document.RootElement) : throw Invalid();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // The last two: half a surrogate pair, as a character or escaped.
            throw Invalid();
        }
    }

    public static HomeAuthException Invalid() => new(ErrorCodes.PolicyInvalid, "policy");

    private static PolicyRules Policy(JsonElement policy)
    {
        var rules = PolicyRules.Nothing;
        foreach (var member in Members(policy))
        {
            rules = member.Name == "entities" ? Entities(member.Value) : throw Invalid();
        }

        return rules;
    }

    private static PolicyRules Entities(JsonElement entities)
    {
        if (entities.ValueKind is JsonValueKind.True)
        {
            return PolicyRules.Everything;
        }

        var rules = PolicyRules.Nothing;
        foreach (var member in Members(entities))
        {
            rules = member.Name switch
            {
                "all" => rules with { All = Permitted(member.Value) },
                "area_ids" => rules with { AreaIds = Map(member.Value) },
                "device_ids" => rules with { DeviceIds = Map(member.Value) },
                "domains" => rules with { Domains = Map(member.Value) },
                "entity_ids" => rules with { EntityIds = Map(member.Value) },
                _ => throw Invalid(),
            };
        }

        return rules;
    }

    private static PolicyMap Map(JsonElement map) => map.ValueKind is JsonValueKind.True
        ? PolicyMap.Everything
        : new(false, Members(map)
            .Select(member => KeyValuePair.Create(member.Name, Permitted(member.Value)))
            .Where(entry => entry.Value != PolicyKeySet.None)
            .ToDictionary(StringComparer.Ordinal));

    private static PolicyKeySet Permitted(JsonElement permission) => permission.ValueKind is JsonValueKind.True
        ? PolicyKeySet.Every
        : Members(permission).Aggregate(PolicyKeySet.None, (keys, member) => keys | Permitted(Key(member.Name) ?? throw Invalid(), member.Value));

    private static PolicyKeySet Permitted(PolicyKeySet key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => key,
        JsonValueKind.Null => PolicyKeySet.None,
        _ => throw Invalid(),
    };

    private static JsonProperty[] Members(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => [.. element.EnumerateObject()],
        JsonValueKind.Null => [],
        _ => throw Invalid(),
    };
}
