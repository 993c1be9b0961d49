using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Entries of Home Assistant's <c>auth_providers</c>.</summary>
internal static class OldProviders
{
    private static readonly string[] Types = ["homeassistant", "trusted_networks", "command_line", "legacy_api_password"];

    /// <summary>What an entry means here; null when it has no type.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="http">What stands under <c>http:</c>; from 0.77 to 0.88 two types had their value there, and none of their own.</param>
    public static OldProvider? Read(YamlMappingNode entry, IReadOnlyDictionary<string, YamlNode> http)
    {
        var fields = OldValues.Fields(entry);
        if (!fields.TryGetValue("type", out var node) || OldValues.Text(node) is not { Length: > 0 } type)
        {
            return null;
        }

        var isFromHttp = ValueOf(type) is { } name && http.TryGetValue(name, out var value) && fields.TryAdd(name, value);
        var read = Read(type, fields);
        var meaning = isFromHttp && read.Meaning is (OldMeanings.Same or OldMeanings.OldPassword) ? OldMeanings.FromHttp : read.Meaning;
        return read with { Type = type, Meaning = meaning, IsFromHttp = isFromHttp };
    }

    // What a type cannot do without.
    private static string? ValueOf(string type) => type switch
    {
        "trusted_networks" => "trusted_networks",
        "legacy_api_password" => "api_password",
        "command_line" => "command",
        _ => null,
    };

    private static OldProvider Read(string type, Dictionary<string, YamlNode> fields)
    {
        if (ValueOf(type) is { } name && (!fields.TryGetValue(name, out var value) || OldValues.Text(value) == ""))
        {
            return new(OldOutcome.Problem, OldMeanings.Missing, null);
        }

        if (Types.Contains(type) && fields.Values.Any(OldValues.IsElsewhere))
        {
            return new(OldOutcome.ByHand, OldMeanings.Elsewhere, null);
        }

        var provider = new JsonObject { ["Type"] = type };
        Copy(fields, "id", provider, "Id");
        Copy(fields, "name", provider, "Name");
        return type switch
        {
            "homeassistant" => new(OldOutcome.Applies, OldMeanings.Same, provider),
            "trusted_networks" => ReadNetworks(provider, fields),
            "command_line" => ReadCommand(provider, fields),
            "legacy_api_password" when Copy(fields, "api_password", provider, "ApiPassword") => new(OldOutcome.Applies, OldMeanings.OldPassword, provider),
            "legacy_api_password" => new(OldOutcome.Problem, OldMeanings.Invalid, null),
            _ => new(OldOutcome.ByHand, OldMeanings.UnknownProvider, null),
        };
    }

    private static OldProvider ReadCommand(JsonObject provider, Dictionary<string, YamlNode> fields)
    {
        var isRead = Copy(fields, "command", provider, "Command") && Path.IsPathFullyQualified((string)provider["Command"]!);
        if (fields.TryGetValue("args", out var args) && OldValues.Text(args) != "")
        {
            provider["Args"] = OldValues.Texts(args);
            isRead &= provider["Args"] is not null;
        }

        if (!CopyBoolean(fields, "meta", provider, "Meta") || !isRead)
        {
            return new(OldOutcome.Problem, OldMeanings.Invalid, null);
        }

        return new(OldOutcome.Applies, OldMeanings.Command, provider);
    }

    private static OldProvider ReadNetworks(JsonObject provider, Dictionary<string, YamlNode> fields)
    {
        if (!fields.TryGetValue("trusted_networks", out var node) || OldValues.Networks(node) is not { } networks)
        {
            return new(OldOutcome.Problem, OldMeanings.Invalid, null);
        }

        if (OldValues.AreEverywhere(networks))
        {
            return new(OldOutcome.Problem, OldMeanings.AllAddresses, null);
        }

        provider["TrustedNetworks"] = networks;
        if (fields.TryGetValue("trusted_users", out var users))
        {
            if (users is not YamlMappingNode map || Users(map) is not { } entries)
            {
                return new(OldOutcome.Problem, OldMeanings.Invalid, null);
            }

            provider["TrustedUsers"] = entries;
        }

        if (!CopyBoolean(fields, "allow_bypass_login", provider, "AllowBypassLogin"))
        {
            return new(OldOutcome.Problem, OldMeanings.Invalid, null);
        }

        return new(OldOutcome.Applies, fields.ContainsKey("trusted_users") ? OldMeanings.UserIds : OldMeanings.Same, provider);
    }

    private static JsonArray? Users(YamlMappingNode map)
    {
        JsonArray entries = [];
        foreach (var (network, value) in map.Children)
        {
            JsonArray users = [], groups = [];
            if (Core.Networks.Parse(OldValues.Text(network)) is null)
            {
                return null;
            }

            foreach (var node in value is YamlSequenceNode list ? list.Children : [value])
            {
                if (node is YamlMappingNode group && group.Children.Count == 1 && OldValues.Texts(group.Children[0].Value) is { } ids)
                {
                    ids.ToList().ForEach(id => groups.Add(id!.DeepClone()));
                }
                else if (OldValues.Text(node) is { Length: 32 } id)
                {
                    users.Add(id);
                }
                else
                {
                    return null;
                }
            }

            entries.Add(new JsonObject { ["Network"] = OldValues.Text(network), ["Users"] = users, ["Groups"] = groups });
        }

        return entries;
    }

    private static bool Copy(Dictionary<string, YamlNode> fields, string name, JsonObject target, string setting)
    {
        if (!fields.TryGetValue(name, out var node) || OldValues.Text(node) is not { Length: > 0 } text)
        {
            return false;
        }

        target[setting] = text;
        return true;
    }

    // Off is the default here too. What is neither must not pass for one of them.
    private static bool CopyBoolean(Dictionary<string, YamlNode> fields, string name, JsonObject target, string setting)
    {
        if (!fields.TryGetValue(name, out var node))
        {
            return true;
        }

        var value = OldValues.Boolean(node);
        if (value == true)
        {
            target[setting] = true;
        }

        return value is not null;
    }
}

/// <summary>What an entry means here.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Meaning">A code of <see cref="OldMeanings"/>.</param>
/// <param name="Provider">Our entry; null when there is none.</param>
internal sealed record OldProvider(OldOutcome Outcome, string Meaning, JsonObject? Provider)
{
    public string Type { get; init; } = "";

    /// <summary>Whether its value stands under <c>http:</c>.</summary>
    public bool IsFromHttp { get; init; }
}
