using System.Net;
using System.Net.Sockets;

namespace HomeAuth.Core.Protection;

/// <summary>What an address says about who is behind it.</summary>
public static class Networks
{
    // Home Assistant's table. Not in it: 100.64.0.0/10, fc00::/8.
    private static readonly IPNetwork[] Local =
    [
        .. new[] { "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fd00::/8", "fe80::/10" }
            .Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether the address can only be in a household (loopback, private, link-local), also in its IPv4-mapped form.</summary>
    public static bool IsLocal(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(Local, network => network.Contains(plain));
    }

    /// <summary>Whether an address is at home: in the household's own networks if there are any, or else a private one. This machine itself always is.</summary>
    public static bool IsHome(IPAddress? address, IReadOnlyList<IPNetwork>? own)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return own is null ? IsLocal(plain) : IsThisMachine(plain) || own.Any(network => network.Contains(plain));
    }

    /// <summary>The one customer behind an address: an IPv4 address itself, of an IPv6 address its /64, which one household can use in full.</summary>
    public static string Household(IPAddress address)
    {
        if (IsThisMachine(address))
        {
            return "this machine";
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>Whether the address is this machine itself.</summary>
    public static bool IsThisMachine(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
