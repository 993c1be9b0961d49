using System.Net;
using HomeAuth.Core.Data;

namespace HomeAuth.Core.Tokens;

/// <summary>What a device is known by when it brings nothing along: the household it comes from, its browser and its system, without versions.</summary>
internal readonly record struct DeviceMark(string? Household, DeviceDescription Description)
{
    public static DeviceMark Of(RequestOrigin origin) => new(HouseholdOf(origin.Address), DeviceDescription.Of(origin.UserAgent));

    public static DeviceMark Of(SecurityEvent entry) => Of(entry.Address, entry.UserAgent);

    public static DeviceMark Of(string? address, string? userAgent) =>
        new(IPAddress.TryParse(address, out var parsed) ? HouseholdOf(parsed) : null, DeviceDescription.Of(userAgent));

    private static string? HouseholdOf(IPAddress? address) => address is null ? null : Networks.Household(address);
}
