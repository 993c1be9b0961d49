using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>An entry of a section of an old configuration.</summary>
/// <param name="Name">Its name in the section.</param>
/// <param name="Key">Its name with that of the section.</param>
/// <param name="Line">On which line, from 1.</param>
/// <param name="Value">What is there.</param>
internal sealed record OldEntry(string Name, string Key, long Line, YamlNode Value)
{
    public bool IsElsewhere => OldValues.IsElsewhere(Value);

    /// <summary>The entries of a section.</summary>
    public static IEnumerable<OldEntry> Of(string section, YamlMappingNode mapping)
    {
        foreach (var (key, value) in mapping.Children)
        {
            var name = OldValues.Text(key) ?? "";
            yield return new OldEntry(name, $"{section}.{name}", key.Start.Line, value);
        }
    }
}
