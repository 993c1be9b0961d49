using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>Collects what the sections of an old configuration mean.</summary>
internal sealed class OldSections
{
    private readonly JsonArray _providers = [];
    private bool _hasProviders;
    private bool _hasLegacy;
    private bool _forwards;
    private long _line;

    public List<OldFinding> Findings { get; } = [];

    public JsonObject Settings { get; } = [];

    public bool NeedsMachine { get; private set; }

    /// <summary>The text of a plain value; null for lists, maps, and what stands in another file.</summary>
    public static string? Text(YamlNode node) => node is YamlScalarNode scalar && !IsElsewhere(node) ? scalar.Value ?? "" : null;

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

    public void Add(string key, long line, OldOutcome outcome, string meaning, string? setting = null) => Findings.Add(new(key, line, outcome, meaning, setting));

    public void Each(string section, YamlMappingNode mapping, Action<string, string, YamlNode> read)
    {
        foreach (var (key, value) in mapping.Children)
        {
            var name = Text(key) ?? "";
            _line = key.Start.Line;
            if (IsElsewhere(value))
            {
                Add($"{section}.{name}", _line, OldOutcome.ByHand, OldMeanings.Elsewhere);
            }
            else
            {
                read(name, $"{section}.{name}", value);
            }
        }
    }

    public void ReadHome(string name, string key, YamlNode value)
    {
        switch (name)
        {
            case "auth_providers" when value is YamlSequenceNode list:
                ReadProviders(key, list);
                break;
            case "auth_mfa_modules" when value is YamlSequenceNode list:
                OldModules.Read(this, key, list);
                break;
            case "auth_providers" or "auth_mfa_modules":
                Add(key, _line, OldOutcome.Problem, OldMeanings.Invalid);
                break;
            case "name" when Text(value) is { Length: > 0 } text:
                Set(key, "HouseName", text);
                break;
            case "external_url" when Uri.TryCreate(Text(value), UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }:
                Set(key, "Address", address.GetLeftPart(UriPartial.Authority));
                break;
            case "time_zone":
                Add(key, _line, OldOutcome.ByHand, OldMeanings.InApp);
                break;
        }
    }

    public void ReadHttp(string name, string key, YamlNode value)
    {
        switch (name)
        {
            case "api_password":
                ReadOldPassword(key, value);
                break;
            case "trusted_networks":
                ReadOldNetworks(key, value);
                break;
            case "use_x_forwarded_for":
                _forwards = Text(value) == "true";
                Add(key, _line, OldOutcome.Nothing, OldMeanings.Forwarded);
                break;
            case "trusted_proxies" when Networks(value) is { } proxies:
                Set(key, "Http", new JsonObject { ["TrustedProxies"] = proxies });
                break;
            case "cors_allowed_origins" when Texts(value) is { } origins:
                Set(key, "Http", new JsonObject { ["CorsAllowedOrigins"] = origins });
                break;
            case "ip_ban_enabled" when bool.TryParse(Text(value), out var enabled):
                Set(key, "Protection", new JsonObject { ["IpBanEnabled"] = enabled });
                break;
            case "login_attempts_threshold" when int.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var threshold) && threshold >= -1:
                // In Home Assistant 0 never bans either.
                Set(key, "Protection", new JsonObject { ["LoginAttemptsThreshold"] = threshold == 0 ? -1 : threshold }, OldMeanings.Threshold);
                break;
            case "server_port" or "server_host":
                Add(key, _line, OldOutcome.ByHand, OldMeanings.Listen);
                break;
            case "ssl_certificate" or "ssl_key" or "ssl_peer_certificate" or "ssl_profile":
                Add(key, _line, OldOutcome.ByHand, OldMeanings.Certificate);
                break;
            case "base_url" when Uri.TryCreate(Text(value), UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }:
                Set(key, "Address", address.GetLeftPart(UriPartial.Authority));
                break;
            case "trusted_proxies" or "cors_allowed_origins" or "ip_ban_enabled" or "login_attempts_threshold" or "base_url":
                Add(key, _line, OldOutcome.Problem, OldMeanings.Invalid);
                break;
            default:
                Add(key, _line, OldOutcome.Nothing, OldMeanings.Foreign);
                break;
        }
    }

    public void ReadProviders(string key, YamlSequenceNode list)
    {
        _hasProviders = true;
        foreach (var (node, index) in list.Children.Select((node, index) => (node, index)))
        {
            var (place, line) = ($"{key}[{index}]", node.Start.Line);
            if (node is not YamlMappingNode mapping || OldProviders.Read(mapping) is not { } read)
            {
                Add(place, line, OldOutcome.Problem, OldMeanings.Invalid);
                continue;
            }

            Add(place, line, read.Outcome, read.Meaning, read.Provider is null ? null : $"AuthProviders: {Shown(read.Provider)}");
            if (read.Provider is { } provider)
            {
                _providers.Add(provider);
                _hasLegacy |= (string?)provider["Type"] == "legacy_api_password";
                NeedsMachine |= (string?)provider["Type"] == "command_line";
            }
        }
    }

    /// <summary>Makes one list of what stood in several places.</summary>
    public void Finish()
    {
        if (_providers.Count == 0)
        {
            return;
        }

        if (!_providers.Any(provider => (string?)provider!["Type"] == "homeassistant"))
        {
            // Without a list Home Assistant has the local provider, and the old keys beside it.
            _providers.Insert(0, new JsonObject { ["Type"] = "homeassistant" });
            if (_hasProviders)
            {
                Add("auth_providers", Findings.First(finding => finding.Key.EndsWith("auth_providers[0]", StringComparison.Ordinal)).Line, OldOutcome.Problem, OldMeanings.NoLocal);
            }
        }

        Settings["AuthProviders"] = _providers;
    }

    public void Set(string key, string setting, JsonNode value, string meaning = OldMeanings.Same)
    {
        Add(key, _line, OldOutcome.Applies, meaning, $"{setting}: {value.ToJsonString(Json.Readable)}");
        if (value is JsonObject group && Settings[setting] is JsonObject existing)
        {
            foreach (var (name, entry) in group.ToList())
            {
                existing[name] = entry?.DeepClone();
            }
        }
        else
        {
            Settings[setting] = value;
        }
    }

    internal static JsonArray? Networks(YamlNode value)
    {
        var list = Texts(value);
        return list is { Count: > 0 } && list.All(entry => HomeAuth.Core.Networks.Parse((string?)entry) is not null) ? list : null;
    }

    internal static JsonArray? Texts(YamlNode value) => value switch
    {
        YamlScalarNode when Text(value) is { Length: > 0 } text => [text],
        YamlSequenceNode list when list.Children.All(node => Text(node) is { Length: > 0 }) => [.. list.Children.Select(node => (JsonNode)Text(node)!)],
        _ => null,
    };

    private static bool IsElsewhere(YamlNode node) => !node.Tag.IsEmpty && node.Tag.Value is ['!', not '!', ..];

    private static string Shown(JsonObject provider)
    {
        var shown = provider.DeepClone().AsObject();
        if (shown.ContainsKey("ApiPassword"))
        {
            shown["ApiPassword"] = "…";
        }

        return shown.ToJsonString(Json.Readable);
    }

    private void ReadOldPassword(string key, YamlNode value)
    {
        if (Text(value) is not { Length: > 0 } password)
        {
            Add(key, _line, OldOutcome.Nothing, OldMeanings.AlwaysOn);
            return;
        }

        Add(key, _line, OldOutcome.Applies, OldMeanings.OldPassword, "AuthProviders: {\"Type\": \"legacy_api_password\", \"ApiPassword\": \"…\"}");
        if (!_hasLegacy)
        {
            _hasLegacy = true;
            _providers.Add(new JsonObject { ["Type"] = "legacy_api_password", ["ApiPassword"] = password });
        }
    }

    private void ReadOldNetworks(string key, YamlNode value)
    {
        if (Networks(value) is not { } networks)
        {
            Add(key, _line, OldOutcome.Problem, OldMeanings.Invalid);
            return;
        }

        var provider = new JsonObject { ["Type"] = "trusted_networks", ["TrustedNetworks"] = networks };
        Add(key, _line, OldOutcome.Applies, OldMeanings.OldNetworks, $"AuthProviders: {provider.ToJsonString(Json.Readable)}");
        _providers.Add(provider);
    }
}
