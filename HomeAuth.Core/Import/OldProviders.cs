using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Entries of Home Assistant's <c>auth_providers</c>.</summary>
internal static class OldProviders
{
    /// <summary>What an entry means here; null when it has no type.</summary>
    public static OldProvider? Read(YamlMappingNode entry)
    {
        var fields = OldSections.Fields(entry);
        return fields.TryGetValue("type", out var node) && OldSections.Text(node) is { } type ? Read(type, fields) : null;
    }

    private static OldProvider Read(string type, Dictionary<string, YamlNode> fields)
    {
        var provider = new JsonObject { ["Type"] = type };
        Copy(fields, "id", provider, "Id");
        Copy(fields, "name", provider, "Name");
        return type switch
        {
            "homeassistant" => new(OldOutcome.Applies, OldMeanings.Same, provider),
            "trusted_networks" => ReadNetworks(provider, fields),
            "command_line" => ReadCommand(provider, fields),
            "legacy_api_password" when Copy(fields, "api_password", provider, "ApiPassword") => new(OldOutcome.Applies, OldMeanings.OldPassword, provider),
            "legacy_api_password" => new(OldOutcome.ByHand, OldMeanings.Elsewhere, null),
            _ => new(OldOutcome.ByHand, OldMeanings.UnknownProvider, null),
        };
    }

    private static OldProvider ReadCommand(JsonObject provider, Dictionary<string, YamlNode> fields)
    {
        if (!Copy(fields, "command", provider, "Command") || !Path.IsPathFullyQualified((string)provider["Command"]!))
        {
            return new(OldOutcome.Problem, OldMeanings.Invalid, null);
        }

        if (fields.TryGetValue("args", out var args) && OldSections.Texts(args) is { } list)
        {
            provider["Args"] = list;
        }

        if (fields.TryGetValue("meta", out var meta) && OldSections.Text(meta) == "true")
        {
            provider["Meta"] = true;
        }

        return new(OldOutcome.Applies, OldMeanings.Command, provider);
    }

    private static OldProvider ReadNetworks(JsonObject provider, Dictionary<string, YamlNode> fields)
    {
        if (!fields.TryGetValue("trusted_networks", out var node) || OldSections.Networks(node) is not { } networks)
        {
            return new(OldOutcome.Problem, OldMeanings.Invalid, null);
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

        if (fields.TryGetValue("allow_bypass_login", out var bypass) && OldSections.Text(bypass) == "true")
        {
            provider["AllowBypassLogin"] = true;
        }

        return new(OldOutcome.Applies, fields.ContainsKey("trusted_users") ? OldMeanings.UserIds : OldMeanings.Same, provider);
    }

    private static JsonArray? Users(YamlMappingNode map)
    {
        JsonArray entries = [];
        foreach (var (network, value) in map.Children)
        {
            JsonArray users = [], groups = [];
            if (HomeAuth.Core.Networks.Parse(OldSections.Text(network)) is null)
            {
                return null;
            }

            foreach (var node in value is YamlSequenceNode list ? list.Children : [value])
            {
                if (node is YamlMappingNode group && group.Children.Count == 1 && OldSections.Texts(group.Children[0].Value) is { } ids)
                {
                    ids.ToList().ForEach(id => groups.Add(id!.DeepClone()));
                }
                else if (OldSections.Text(node) is { Length: 32 } id)
                {
                    users.Add(id);
                }
                else
                {
                    return null;
                }
            }

            entries.Add(new JsonObject { ["Network"] = OldSections.Text(network), ["Users"] = users, ["Groups"] = groups });
        }

        return entries;
    }

    private static bool Copy(Dictionary<string, YamlNode> fields, string name, JsonObject target, string setting)
    {
        if (!fields.TryGetValue(name, out var node) || OldSections.Text(node) is not { Length: > 0 } text)
        {
            return false;
        }

        target[setting] = text;
        return true;
    }
}

/// <summary>What an entry means here.</summary>
internal sealed record OldProvider(OldOutcome Outcome, string Meaning, JsonObject? Provider);
