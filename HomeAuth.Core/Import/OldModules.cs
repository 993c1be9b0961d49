using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Entries of Home Assistant's <c>auth_mfa_modules</c>.</summary>
internal static class OldModules
{
    public static void Read(OldSections sections, OldEntry entry, YamlSequenceNode list)
    {
        JsonArray modules = [];
        HashSet<string> seen = [];
        foreach (var (node, index) in list.Children.Select((node, index) => (node, index)))
        {
            var fields = node is YamlMappingNode mapping ? OldValues.Fields(mapping).ToDictionary(pair => pair.Key, pair => OldValues.Text(pair.Value)) : [];
            if (fields.GetValueOrDefault("type") is not ("totp" or "notify") and var type)
            {
                sections.Add($"{entry.Key}[{index}]", node.Start.Line, OldOutcome.ByHand, type is null ? OldMeanings.Invalid : OldMeanings.UnknownModule);
                continue;
            }

            var module = new JsonObject { ["Type"] = fields["type"] };
            foreach (var (name, setting) in new[] { ("id", "Id"), ("name", "Name") })
            {
                if (fields.GetValueOrDefault(name) is { Length: > 0 } text)
                {
                    module[setting] = text;
                }
            }

            if (!seen.Add((string?)module["Id"] ?? fields["type"]!))
            {
                sections.Add($"{entry.Key}[{index}]", node.Start.Line, OldOutcome.Problem, OldMeanings.Twice);
                continue;
            }

            modules.Add(module);
        }

        if (modules.Count > 0)
        {
            sections.Set(entry, "MfaModules", modules);
        }
    }
}
