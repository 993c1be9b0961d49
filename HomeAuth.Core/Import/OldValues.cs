using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>What the values of an old configuration are, read as Home Assistant reads them.</summary>
internal static class OldValues
{
    /// <summary>The text of a plain value, empty for YAML's null; null for lists, maps, and what stands in another file.</summary>
    public static string? Text(YamlNode node) => node is not YamlScalarNode scalar || IsTagged(node) ? null
        : scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" or "Null" or "NULL" } ? "" : scalar.Value ?? "";

    /// <summary>The entries of a map by name; of a name twice the first.</summary>
    public static Dictionary<string, YamlNode> Fields(YamlMappingNode mapping)
    {
        Dictionary<string, YamlNode> fields = [];
        foreach (var (key, value) in mapping.Children)
        {
            fields.TryAdd(Text(key) ?? "", value);
        }

        return fields;
    }

    /// <summary>Yes or no, in the words of YAML 1.1 and those that Home Assistant takes besides; null when it is neither.</summary>
    public static bool? Boolean(YamlNode node) => Text(node)?.Trim().ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "ENABLE" or "1" => true,
        "FALSE" or "NO" or "OFF" or "DISABLE" or "0" => false,
        _ => null,
    };

    /// <summary>Address ranges, one or several; null when there is none or one that is not.</summary>
    public static JsonArray? Networks(YamlNode value)
    {
        var list = Texts(value);
        return list is { Count: > 0 } && list.All(entry => Core.Networks.Parse((string?)entry) is not null) ? list : null;
    }

    /// <summary>Whether one of these ranges is all addresses.</summary>
    public static bool AreEverywhere(JsonArray networks) => networks.Any(entry => Core.Networks.Parse((string?)entry) is { PrefixLength: 0 });

    /// <summary>Texts, one or several; null when one is not.</summary>
    public static JsonArray? Texts(YamlNode value) => value switch
    {
        YamlScalarNode when Text(value) is { Length: > 0 } text => [text],
        YamlSequenceNode list when list.Children.All(node => Text(node) is { Length: > 0 }) => [.. list.Children.Select(node => (JsonNode)Text(node)!)],
        _ => null,
    };

    /// <summary>An address of scheme and host alone; null when it is none.</summary>
    public static string? Address(YamlNode value) =>
        Uri.TryCreate(Text(value), UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address.GetLeftPart(UriPartial.Authority) : null;

    /// <summary>Whether the value, or one of its list, stands in another file.</summary>
    public static bool IsElsewhere(YamlNode node) => IsTagged(node) || (node is YamlSequenceNode list && list.Children.Any(IsTagged));

    /// <summary>Whether the value as a whole stands in another file: <c>!secret</c>, <c>!include</c>.</summary>
    public static bool IsTagged(YamlNode node) => !node.Tag.IsEmpty && node.Tag.Value is ['!', not '!', ..];
}
