using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using HomeAuth.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace HomeAuth.App.Cli;

/// <summary>The address of the house, for links that are shown elsewhere than in a browser that asked for them.</summary>
public sealed class HouseAddress(IOptions<HomeAuthOptions> options, IServer server, IConfiguration configuration)
{
    /// <summary>Whether the server listens; otherwise the address is where it will.</summary>
    public bool IsListening => Listening is not null;

    private string? Listening => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    public Uri Link(string path) => new(new Uri(options.Value.Address ?? Reachable(Listening ?? configuration["urls"]?.Split(';')[0])), path);

    private static string Reachable(string? listening)
    {
        if (string.IsNullOrEmpty(listening))
        {
            return "http://localhost:8123";
        }

        var address = BindingAddress.Parse(listening);
        // "All addresses" is none that could be opened.
        var host = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            ? OwnAddress()
            : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    // Where the telephone that reads the QR code finds this machine: the address by which it reaches other networks itself.
    private static string OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(network => network.GetIPProperties())
        .Where(network => network.GatewayAddresses.Count > 0)
        .SelectMany(network => network.UnicastAddresses)
        .FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString() ?? "localhost";
}
