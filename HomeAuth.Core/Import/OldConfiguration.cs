using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Reads the <c>configuration.yaml</c> of a Home Assistant, from before 0.77 or of today, and says what of it means what here.</summary>
public static class OldConfiguration
{
    /// <summary>Longest file, in UTF-16 units.</summary>
    public const int MaxLength = 500_000;

    // Deeper than any such file; a parser that recurses must not be led on.
    private const int MostNesting = 50;

    /// <summary>Reads a file.</summary>
    /// <exception cref="HomeAuthException">It is too long, or no YAML of this kind; the field is the line.</exception>
    public static OldConfigurationReport Read(string yaml)
    {
        var root = Root(yaml) ?? new YamlMappingNode();
        // Read before all else: a section may come before or after the one whose meaning depends on it.
        var http = OldValues.Fields(root).GetValueOrDefault("http") is YamlMappingNode section ? OldValues.Fields(section) : [];
        var reader = new OldSections(http);
        foreach (var (key, value) in root.Children)
        {
            ReadSection(reader, http, OldValues.Text(key) ?? "", value, key.Start.Line);
        }

        reader.Finish();
        return new OldConfigurationReport([.. reader.Findings.OrderBy(finding => finding.Line)], reader.Settings, reader.NeedsMachine);
    }

    private static YamlMappingNode? Root(string yaml)
    {
        if (yaml.Length > MaxLength)
        {
            throw new HomeAuthException(ErrorCodes.ConfigurationInvalid);
        }

        try
        {
            RefuseDeep(yaml);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents.Count == 0 ? null
                : stream.Documents[0].RootNode as YamlMappingNode ?? (stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" } ? null : throw new HomeAuthException(ErrorCodes.ConfigurationInvalid));
        }
        catch (YamlException error)
        {
            throw new HomeAuthException(ErrorCodes.ConfigurationInvalid, error.End.Line.ToString(CultureInfo.InvariantCulture));
        }
    }

    // The parser keeps its place in a list, and what makes nodes of it in the stack of the program, which ends with it.
    private static void RefuseDeep(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostNesting)
            {
                throw new HomeAuthException(ErrorCodes.ConfigurationInvalid, parser.Current.Start.Line.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static void ReadSection(OldSections reader, Dictionary<string, YamlNode> http, string key, YamlNode value, long line)
    {
        switch (key)
        {
            case "homeassistant" when value is YamlMappingNode mapping:
                OldEntry.Of(key, mapping).ToList().ForEach(reader.ReadHome);
                break;
            case "http" when value is YamlMappingNode mapping:
                OldEntry.Of(key, mapping).ToList().ForEach(new OldHttp(reader, http).Read);
                break;
            case "auth":
                reader.Add(key, line, OldOutcome.Nothing, OldMeanings.AlwaysOn);
                break;
            case "auth_providers" when value is YamlSequenceNode list:
                reader.ReadProviders(key, line, list);
                break;
            case "homeassistant" or "http" or "auth_providers" when OldValues.IsTagged(value):
                reader.Add(key, line, OldOutcome.ByHand, OldMeanings.Elsewhere);
                break;
            case "homeassistant" or "http" or "auth_providers" when OldValues.Text(value) is not (null or ""):
                reader.Add(key, line, OldOutcome.Problem, OldMeanings.Invalid);
                break;
        }
    }
}
