using System.Net;
using System.Net.Sockets;

namespace HomeAuth.Core.Protection;

/// <summary>What an address says about who is behind it.</summary>
public static class Networks
{
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
