using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Entries of Home Assistant's <c>auth_mfa_modules</c>.</summary>
internal static class OldModules
{
    public static void Read(OldSections sections, string key, YamlSequenceNode list)
    {
        JsonArray modules = [];
        foreach (var (node, index) in list.Children.Select((node, index) => (node, index)))
        {
            var fields = node is YamlMappingNode mapping ? OldSections.Fields(mapping).ToDictionary(pair => pair.Key, pair => OldSections.Text(pair.Value)) : [];
            if (fields.GetValueOrDefault("type") is not ("totp" or "notify") and var type)
            {
                sections.Add($"{key}[{index}]", node.Start.Line, OldOutcome.ByHand, type is null ? OldMeanings.Invalid : OldMeanings.UnknownModule);
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

            modules.Add(module);
        }

        if (modules.Count > 0)
        {
            sections.Set(key, "MfaModules", modules);
        }
    }
}
