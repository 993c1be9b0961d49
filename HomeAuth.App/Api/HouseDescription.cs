using HomeAuth.App.Api.Http;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Api;

/// <summary>What <c>get_config</c> and <c>GET /api/config</c> tell: a house without a place on the map, and running.</summary>
public sealed class HouseDescription(HouseSettings settings)
{
    public Dictionary<string, object?> Config() => new()
    {
        ["allowlist_external_dirs"] = Array.Empty<string>(),
        ["allowlist_external_urls"] = Array.Empty<string>(),
        ["components"] = HouseEndpoints.Components,
        ["config_dir"] = "",
        ["config_source"] = "storage",
        ["country"] = null,
        ["currency"] = "EUR",
        ["debug"] = false,
        ["elevation"] = 0,
        ["external_url"] = null,
        ["internal_url"] = null,
        ["language"] = "en",
        ["latitude"] = 0.0,
        ["location_name"] = settings.Current.HouseName,
        ["longitude"] = 0.0,
        ["radius"] = 100,
        ["recovery_mode"] = false,
        ["safe_mode"] = false,
        ["state"] = "RUNNING",
        ["time_zone"] = TimeZoneInfo.TryConvertWindowsIdToIanaId(settings.Current.TimeZone.Id, out var iana) ? iana : settings.Current.TimeZone.Id,
        ["unit_system"] = new Dictionary<string, string>
        {
            ["length"] = "km",
            ["accumulated_precipitation"] = "mm",
            ["area"] = "m²",
            ["mass"] = "g",
            ["pressure"] = "Pa",
            ["temperature"] = "°C",
            ["volume"] = "L",
            ["wind_speed"] = "m/s",
        },
        ["version"] = HomeAssistantVersion.Current,
        ["whitelist_external_dirs"] = Array.Empty<string>(),
    };
}
