using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace HomeAuth.Core.Import;

/// <summary>What stands under <c>http:</c>.</summary>
internal sealed class OldHttp(OldSections sections, IReadOnlyDictionary<string, YamlNode> fields)
{
    public void Read(OldEntry entry)
    {
        switch (entry.Name)
        {
            // Not the value but that it is there says what to do.
            case "server_port" or "server_host":
                sections.Add(entry, OldOutcome.ByHand, OldMeanings.Listen);
                break;
            case "ssl_certificate" or "ssl_key" or "ssl_peer_certificate" or "ssl_profile":
                sections.Add(entry, OldOutcome.ByHand, OldMeanings.Certificate);
                break;
            case "api_password" or "trusted_networks" or "use_x_forwarded_for" or "trusted_proxies" or "cors_allowed_origins" or "ip_ban_enabled" or "login_attempts_threshold" or "base_url"
                when entry.IsElsewhere:
                sections.Add(entry, OldOutcome.ByHand, OldMeanings.Elsewhere);
                break;
            case "api_password":
                ReadPassword(entry);
                break;
            case "trusted_networks":
                ReadNetworks(entry);
                break;
            case "use_x_forwarded_for":
                ReadForwarded(entry);
                break;
            case "trusted_proxies":
                ReadProxies(entry);
                break;
            case "base_url":
                sections.ReadAddress(entry);
                break;
            default:
                ReadPlain(entry);
                break;
        }
    }

    private void ReadPlain(OldEntry entry)
    {
        switch (entry.Name)
        {
            case "cors_allowed_origins" when OldValues.Texts(entry.Value) is { } origins:
                sections.Set(entry, "Http", new JsonObject { ["CorsAllowedOrigins"] = origins });
                break;
            case "ip_ban_enabled" when OldValues.Boolean(entry.Value) is { } enabled:
                sections.Set(entry, "Protection", new JsonObject { ["IpBanEnabled"] = enabled });
                break;
            case "login_attempts_threshold" when int.TryParse(OldValues.Text(entry.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var threshold) && threshold >= -1:
                // In Home Assistant 0 never bans either.
                sections.Set(entry, "Protection", new JsonObject { ["LoginAttemptsThreshold"] = threshold == 0 ? -1 : threshold }, OldMeanings.Threshold);
                break;
            case "cors_allowed_origins" or "ip_ban_enabled" or "login_attempts_threshold":
                sections.Add(entry, OldOutcome.Problem, OldMeanings.Invalid);
                break;
            default:
                sections.Add(entry, OldOutcome.Nothing, OldMeanings.Foreign);
                break;
        }
    }

    private void ReadPassword(OldEntry entry)
    {
        if (OldValues.Text(entry.Value) is { Length: > 0 } password)
        {
            sections.AddFromHttp(entry, OldMeanings.OldPassword, new() { ["Type"] = "legacy_api_password", ["ApiPassword"] = password });
        }
        else
        {
            sections.Add(entry, OldOutcome.Nothing, OldMeanings.AlwaysOn);
        }
    }

    private void ReadNetworks(OldEntry entry)
    {
        if (OldValues.Networks(entry.Value) is not { } networks)
        {
            sections.Add(entry, OldOutcome.Problem, OldMeanings.Invalid);
        }
        else if (OldValues.AreEverywhere(networks))
        {
            sections.Add(entry, OldOutcome.Problem, OldMeanings.AllAddresses);
        }
        else
        {
            sections.AddFromHttp(entry, OldMeanings.OldNetworks, new() { ["Type"] = "trusted_networks", ["TrustedNetworks"] = networks });
        }
    }

    // Home Assistant takes the switch and the proxies together or not at all. Here the proxies alone are the switch.
    private void ReadForwarded(OldEntry entry)
    {
        var (outcome, meaning) = OldValues.Boolean(entry.Value) switch
        {
            null => (OldOutcome.Problem, OldMeanings.Invalid),
            false => (OldOutcome.Nothing, OldMeanings.Same),
            true when !fields.ContainsKey("trusted_proxies") => (OldOutcome.Problem, OldMeanings.ProxiesMissing),
            true => (OldOutcome.Nothing, OldMeanings.Forwarded),
        };
        sections.Add(entry, outcome, meaning);
    }

    private void ReadProxies(OldEntry entry)
    {
        if (OldValues.Networks(entry.Value) is not { } proxies)
        {
            sections.Add(entry, OldOutcome.Problem, OldMeanings.Invalid);
        }
        else if (OldValues.AreEverywhere(proxies))
        {
            sections.Add(entry, OldOutcome.Problem, OldMeanings.AllAddresses);
        }
        else if (!fields.TryGetValue("use_x_forwarded_for", out var forwards) || OldValues.Boolean(forwards) != true)
        {
            sections.Add(entry, OldOutcome.Problem, OldMeanings.ProxiesUnused);
        }
        else
        {
            sections.Set(entry, "Http", new JsonObject { ["TrustedProxies"] = proxies });
        }
    }
}
