using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Collects what the sections of an old configuration mean.</summary>
/// <param name="http">What stands under <c>http:</c>, which from 0.77 to 0.88 had the values of two providers.</param>
internal sealed class OldSections(IReadOnlyDictionary<string, YamlNode> http)
{
    private readonly JsonArray _providers = [];
    private readonly HashSet<(string, string)> _seen = [];
    // Of each type that is listed what it came to; one that takes its value from http: goes before others.
    private readonly Dictionary<string, OldProvider> _listed = [];
    private readonly List<(OldEntry Entry, string Meaning, JsonObject Provider)> _fromHttp = [];
    private long? _listLine;

    public List<OldFinding> Findings { get; } = [];

    public JsonObject Settings { get; } = [];

    public bool NeedsMachine { get; private set; }

    public void Add(string key, long line, OldOutcome outcome, string meaning, string? setting = null) => Findings.Add(new(key, line, outcome, meaning, setting));

    public void Add(OldEntry entry, OldOutcome outcome, string meaning, string? setting = null) => Add(entry.Key, entry.Line, outcome, meaning, setting);

    /// <summary>A provider whose value stands under <c>http:</c>. What becomes of it is known when the list of providers is.</summary>
    public void AddFromHttp(OldEntry entry, string meaning, JsonObject provider) => _fromHttp.Add((entry, meaning, provider));

    public void ReadHome(OldEntry entry)
    {
        switch (entry.Name)
        {
            case "auth_providers" or "auth_mfa_modules" or "name" or "external_url" when OldValues.IsTagged(entry.Value):
                Add(entry, OldOutcome.ByHand, OldMeanings.Elsewhere);
                break;
            case "auth_providers" when entry.Value is YamlSequenceNode list:
                ReadProviders(entry.Key, entry.Line, list);
                break;
            case "auth_mfa_modules" when entry.Value is YamlSequenceNode list:
                OldModules.Read(this, entry, list);
                break;
            case "auth_providers" or "auth_mfa_modules":
                Add(entry, OldOutcome.Problem, OldMeanings.Invalid);
                break;
            case "name" when OldValues.Text(entry.Value) is { } text && !string.IsNullOrWhiteSpace(text):
                Set(entry, "HouseName", text);
                break;
            case "external_url":
                ReadAddress(entry);
                break;
            case "time_zone":
                Add(entry, OldOutcome.ByHand, OldMeanings.InApp);
                break;
            case "packages":
                Add(entry, OldOutcome.ByHand, OldMeanings.Packages);
                break;
        }
    }

    public void ReadAddress(OldEntry entry)
    {
        if (OldValues.Address(entry.Value) is { } address)
        {
            Set(entry, "Address", address);
        }
        else
        {
            Add(entry, OldOutcome.Problem, OldMeanings.Address);
        }
    }

    public void ReadProviders(string key, long line, YamlSequenceNode list)
    {
        _listLine = list.Children.Count > 0 ? list.Children[0].Start.Line : line;
        foreach (var (node, index) in list.Children.Select((node, index) => (node, index)))
        {
            ReadProvider($"{key}[{index}]", node);
        }
    }

    /// <summary>Makes one list of what stood in several places.</summary>
    public void Finish()
    {
        _fromHttp.ForEach(old => FinishFromHttp(old.Entry, old.Meaning, old.Provider));
        if (_providers.Count == 0)
        {
            return;
        }

        if (!_providers.Any(provider => (string?)provider!["Type"] == "homeassistant"))
        {
            // Without a list Home Assistant has the local provider, and the old keys beside it.
            _providers.Insert(0, new JsonObject { ["Type"] = "homeassistant" });
            if (_listLine is { } line)
            {
                Add("auth_providers", line, OldOutcome.Problem, OldMeanings.NoLocal);
            }
        }

        Settings["AuthProviders"] = _providers;
    }

    public void Set(OldEntry entry, string setting, JsonNode value, string meaning = OldMeanings.Same)
    {
        Add(entry, OldOutcome.Applies, meaning, $"{setting}: {value.ToJsonString(Json.Readable)}");
        if (value is JsonObject group && Settings[setting] is JsonObject existing)
        {
            foreach (var (name, child) in group.ToList())
            {
                existing[name] = child?.DeepClone();
            }
        }
        else
        {
            Settings[setting] = value;
        }
    }

    private static string Shown(JsonObject provider)
    {
        var shown = provider.DeepClone().AsObject();
        if (shown.ContainsKey("ApiPassword"))
        {
            shown["ApiPassword"] = "…";
        }

        return $"AuthProviders: {shown.ToJsonString(Json.Readable)}";
    }

    private void ReadProvider(string place, YamlNode node)
    {
        var line = node.Start.Line;
        if (OldValues.IsTagged(node))
        {
            Add(place, line, OldOutcome.ByHand, OldMeanings.Elsewhere);
            return;
        }

        if (node is not YamlMappingNode mapping || OldProviders.Read(mapping, http) is not { } read)
        {
            Add(place, line, OldOutcome.Problem, OldMeanings.Invalid);
            return;
        }

        if (read.Provider is { } same && !_seen.Add((read.Type, (string?)same["Id"] ?? "")))
        {
            Add(place, line, OldOutcome.Problem, OldMeanings.Twice);
            return;
        }

        Add(place, line, read.Outcome, read.Meaning, read.Provider is null ? null : Shown(read.Provider));
        if (read.IsFromHttp || !_listed.ContainsKey(read.Type))
        {
            _listed[read.Type] = read;
        }

        if (read.Provider is { } provider)
        {
            _providers.Add(provider);
            NeedsMachine |= read.Type == "command_line";
        }
    }

    private void FinishFromHttp(OldEntry entry, string meaning, JsonObject provider)
    {
        switch (_listed.GetValueOrDefault((string)provider["Type"]!))
        {
            case null:
                Add(entry, OldOutcome.Applies, meaning, Shown(provider));
                _providers.Add(provider);
                break;
            case { IsFromHttp: true, Provider: null } read:
                Add(entry, read.Outcome, read.Meaning);
                break;
            case { IsFromHttp: true }:
                Add(entry, OldOutcome.Applies, meaning);
                break;
            default:
                // As in Home Assistant, and nobody is let in from more places than the newer of the two says.
                Add(entry, OldOutcome.Problem, OldMeanings.BesideProvider);
                break;
        }
    }
}
