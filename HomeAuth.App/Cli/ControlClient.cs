using System.Net.Sockets;
using System.Text.Json;
using HomeAuth.Core.Data;

namespace HomeAuth.App.Cli;

/// <summary>Gives a command to the server that runs on a data directory.</summary>
public static class ControlClient
{
    /// <summary>The server's answer, or null when no server listens.</summary>
    public static async Task<CommandAnswer?> TryAskAsync(DataDirectory directory, CommandRequest request, CancellationToken cancellationToken)
    {
        if (await TryConnectAsync(directory, cancellationToken) is not { } socket)
        {
            return null;
        }

        using var connected = socket;
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, _) => new(new NetworkStream(socket, ownsSocket: false)) };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://homeauth") };
        try
        {
            using var response = await client.PostAsJsonAsync(ControlChannel.Path, request, JsonSerializerOptions.Default, cancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<CommandAnswer>(JsonSerializerOptions.Default, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new CommandException($"The running server failed to do this ({error.Message}); its log says more.");
        }
    }

    private static async Task<Socket?> TryConnectAsync(DataDirectory directory, CancellationToken cancellationToken)
    {
        if (ControlChannel.EndPoint(directory) is not { } endPoint)
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            // No server, or one that was killed. What else there may be is told when the folder is opened.
            socket.Dispose();
            return null;
        }
    }
}
