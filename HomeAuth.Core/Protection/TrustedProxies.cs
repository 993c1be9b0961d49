using System.Net;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Protection;

/// <summary>The reverse proxies of the household: what one of them says about a visitor is believed, and none of them is ever the visitor who is banned.</summary>
public sealed class TrustedProxies(IOptions<HomeAuthOptions> options)
{
    private readonly IPNetwork[] _networks = [.. options.Value.Http.TrustedProxies.Select(Networks.Parse).OfType<IPNetwork>()];

    /// <summary>How many ranges are configured.</summary>
    public int Count => _networks.Length;

    /// <summary>Whether the address is one of them, also in its IPv4-mapped form.</summary>
    public bool Contains(IPAddress? address) => Networks.Contains(_networks, address);
}
