using System.Net;
using System.Net.Sockets;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A client at another address of this machine: all of 127.0.0.0/8 is ours, so the peers of a server are real.</summary>
internal static class PeerClient
{
    public static HttpClient From(string source, Uri server) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
                await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = server };
}
