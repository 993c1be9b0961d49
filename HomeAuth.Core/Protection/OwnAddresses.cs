using System.Net;
using System.Net.NetworkInformation;

namespace HomeAuth.Core.Protection;

/// <summary>
/// The addresses that this machine has in its networks. What comes from one of them comes from the machine itself, as a scan of the whole network does, or a proxy that
/// asks by the machine's name: to keep it out would keep out whoever is behind it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="read">What reads them; those of the network cards without.</param>
public sealed class OwnAddresses(TimeProvider time, Func<IEnumerable<IPAddress>>? read = null)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private volatile Known _known = new([], DateTimeOffset.MinValue);

    /// <summary>Whether it is one of them, also in its IPv4-mapped form, or loopback.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null || Networks.IsThisMachine(address))
        {
            return address is not null;
        }

        var now = time.GetUtcNow();
        if (now - _known.At >= Fresh)
        {
            _known = new Known([.. (read ?? OfNetworkCards)()], now);
        }

        return _known.Addresses.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes()));
    }

    private static IEnumerable<IPAddress> OfNetworkCards()
    {
        try
        {
            // Without their scope, as they come in a header.
            return [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(own => new IPAddress(own.Address.GetAddressBytes()))];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    private sealed record Known(HashSet<IPAddress> Addresses, DateTimeOffset At);
}
