using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HomeAuth.Core;

/// <summary>What an address says about who is behind it.</summary>
public static class Networks
{
    // Home Assistant's table. Not in it: 100.64.0.0/10, fc00::/8.
    private static readonly IPNetwork[] Local =
    [
        .. new[] { "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fd00::/8", "fe80::/10" }
            .Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>An address range as written; a single address is a range of one. Host bits are dropped, IPv4-mapped IPv6 is the IPv4 that it means.</summary>
    /// <returns>Null when it is none.</returns>
    public static IPNetwork? Parse(string? text)
    {
        var (written, length) = text?.Trim().Split('/') switch
        {
            [var address] => (address, null),
            [var address, var bits] => (address, bits),
            _ => (null, null),
        };
        if (!IPAddress.TryParse(written, out var parsed) || (parsed.AddressFamily == AddressFamily.InterNetwork && written.Count(letter => letter == '.') != 3))
        {
            return null;
        }

        var most = parsed.GetAddressBytes().Length * 8;
        if (!int.TryParse(length ?? most.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > most)
        {
            return null;
        }

        (parsed, prefix) = parsed.IsIPv4MappedToIPv6 && prefix >= 96 ? (parsed.MapToIPv4(), prefix - 96) : (parsed, prefix);
        return new IPNetwork(Masked(parsed, prefix), prefix);
    }

    /// <summary>Whether an address lies in one of these ranges, also in its IPv4-mapped form.</summary>
    public static bool Contains(IEnumerable<IPNetwork> networks, IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && networks.Any(network => network.Contains(plain));
    }

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

    /// <summary>The range of <see cref="Household"/>: a /32 or a /64.</summary>
    public static IPNetwork HouseholdNetwork(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bits = plain.AddressFamily == AddressFamily.InterNetwork ? 32 : 64;
        return new IPNetwork(Masked(plain, bits), bits);
    }

    /// <summary>A range as people write it: a single address without its length.</summary>
    public static string Written(IPNetwork network) =>
        network.PrefixLength == network.BaseAddress.GetAddressBytes().Length * 8 ? network.BaseAddress.ToString() : network.ToString();

    /// <summary>Whether two ranges have an address in common.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    /// <summary>The first address behind a range; null when it ends with the last one that there is.</summary>
    public static IPAddress? After(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength - 1; bit >= 0; bit--)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            bytes[bit / 8] ^= mask;
            if ((bytes[bit / 8] & mask) != 0)
            {
                return new IPAddress(bytes);
            }
        }

        return null;
    }

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var index = 0; index < bytes.Length; index++)
        {
            bytes[index] &= (byte)(0xFF00 >> Math.Clamp(prefix - (index * 8), 0, 8));
        }

        return new IPAddress(bytes);
    }

    /// <summary>Whether the address is this machine itself.</summary>
    public static bool IsThisMachine(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
