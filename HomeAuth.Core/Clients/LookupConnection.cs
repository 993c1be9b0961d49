using System.Net;
using System.Net.Sockets;

namespace HomeAuth.Core.Clients;

/// <summary>
/// Decides where the look-up of one client may connect to, after names are resolved. A client may be a device of the household; a client
/// outside may not send us to one.
/// </summary>
internal sealed class LookupConnection
{
    // Nobody's devices, or a cloud's metadata: link-local, "this host" (on Linux the machine itself), multicast, broadcast and reserved.
    private static readonly IPNetwork[] Never =
        Parse("169.254.0.0/16", "fe80::/10", "0.0.0.0/8", "::/128", "224.0.0.0/4", "ff00::/8", "240.0.0.0/4");

    // Not local by Home Assistant's table, yet behind somebody's wall: carriers and VPNs, the rest of fc00::/7, and IPv6 forms that lead to IPv4.
    private static readonly IPNetwork[] Inside =
        Parse("100.64.0.0/10", "198.18.0.0/15", "fc00::/7", "fec0::/10", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96");

    private bool _firstWasOutside;

    /// <summary>True until the first redirect.</summary>
    public bool IsFirstHop { get; set; } = true;

    /// <summary>A handler that connects only where it may, and brings and keeps nothing.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        MaxResponseHeadersLength = 16, // kB
        MaxResponseDrainSize = 0,
        ActivityHeadersPropagator = null,
        ConnectCallback = ConnectAsync,
    };

    internal static bool MayConnect(IPAddress address, bool isFirstHop, bool firstWasOutside)
    {
        var plain = Plain(address);
        return !Array.Exists(Never, network => network.Contains(plain)) && (isFirstHop || !firstWasOutside || !IsInside(plain));
    }

    private static bool IsInside(IPAddress plain) => Networks.IsLocal(plain) || Array.Exists(Inside, network => network.Contains(plain));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        Exception problem = new HttpRequestException("its address is not one we connect to");
        foreach (var address in addresses.Where(address => MayConnect(address, IsFirstHop, _firstWasOutside)))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
                _firstWasOutside |= IsFirstHop && !IsInside(Plain(address));
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                problem = error;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw problem;
    }
}
