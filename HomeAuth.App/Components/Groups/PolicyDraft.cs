using System.Text.Json;
using System.Text.Json.Nodes;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Components.Groups;

/// <summary>A policy as somebody writes it: by a simple choice, or as the document itself.</summary>
/// <param name="Choice">Which way.</param>
/// <param name="Parts">What is permitted of the house, for <see cref="PolicyChoice.Parts"/>.</param>
/// <param name="Text">The document, for <see cref="PolicyChoice.Document"/>.</param>
public sealed record PolicyDraft(PolicyChoice Choice, IReadOnlyList<PolicyPart> Parts, string Text)
{
    private static readonly string[] Kinds = ["domains", "entity_ids"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The document of the choice; whether it is a policy is Core's to say.</summary>
    public string Json => Choice switch
    {
        PolicyChoice.Nothing => EntityPolicy.Nothing.Json,
        PolicyChoice.Look => EntityPolicy.ReadOnly.Json,
        PolicyChoice.Everything => EntityPolicy.Everything.Json,
        PolicyChoice.Parts => Written(),
        _ => Text,
    };

    /// <summary>The simplest way of writing a policy that loses nothing of it.</summary>
    public static PolicyDraft Of(string json)
    {
        var policy = JsonNode.Parse(json)!;
        var choice = json == EntityPolicy.Nothing.Json ? PolicyChoice.Nothing
            : json == EntityPolicy.ReadOnly.Json ? PolicyChoice.Look
            : json == EntityPolicy.Everything.Json ? PolicyChoice.Everything
            : PolicyChoice.Parts;
        var parts = choice == PolicyChoice.Parts ? Read(policy) : [];
        var draft = new PolicyDraft(choice, parts, policy.ToJsonString(Indented));
        return choice != PolicyChoice.Parts || draft.Json == json ? draft : draft with { Choice = PolicyChoice.Document, Parts = [] };
    }

    /// <summary>The same policy, written another way.</summary>
    public PolicyDraft As(PolicyChoice choice) => this with
    {
        Choice = choice,
        Parts = choice == PolicyChoice.Parts && Parts.Count == 0 ? [new PolicyPart("", true, false, false)] : Parts,
        Text = choice == PolicyChoice.Document && Choice != PolicyChoice.Document ? JsonNode.Parse(Json)!.ToJsonString(Indented) : Text,
    };

    private static List<PolicyPart> Read(JsonNode policy) =>
    [
        .. Kinds.Select(kind => policy["entities"]?[kind]).OfType<JsonObject>().SelectMany(map => map)
            .Where(entry => entry.Value is JsonObject)
            .Select(entry => new PolicyPart(entry.Key, entry.Value![PolicyKeys.Read] is not null, entry.Value[PolicyKeys.Control] is not null, entry.Value[PolicyKeys.Edit] is not null)),
    ];

    // In the order and form in which Core keeps it.
    private string Written()
    {
        var entities = new JsonObject();
        foreach (var kind in Kinds)
        {
            var map = new JsonObject();
            foreach (var part in Parts.Where(part => part.IsSaid && part.Id.Contains('.', StringComparison.Ordinal) == (kind == "entity_ids")))
            {
                map[part.Id.Trim()] = new JsonObject(part.Keys.Select(key => KeyValuePair.Create(key, (JsonNode?)true)));
            }

            if (map.Count > 0)
            {
                entities[kind] = map;
            }
        }

        return EntityPolicy.Parse(new JsonObject { ["entities"] = entities }.ToJsonString()).Json;
    }
}

/// <summary>How a policy is written.</summary>
public enum PolicyChoice
{
    Nothing,
    Look,
    Everything,
    Parts,
    Document,
}

/// <summary>What is permitted with one entity, or with all of a domain.</summary>
/// <param name="Id">Of the entity or the domain.</param>
/// <param name="Read">Look.</param>
/// <param name="Control">Use.</param>
/// <param name="Edit">Change how it is set up.</param>
public sealed record PolicyPart(string Id, bool Read, bool Control, bool Edit)
{
    /// <summary>Whether it permits anything with anything.</summary>
    public bool IsSaid => !string.IsNullOrWhiteSpace(Id) && (Read || Control || Edit);

    /// <summary>The keys of the policy.</summary>
    public IEnumerable<string> Keys => new[] { (Read, PolicyKeys.Read), (Control, PolicyKeys.Control), (Edit, PolicyKeys.Edit) }.Where(key => key.Item1).Select(key => key.Item2);
}
