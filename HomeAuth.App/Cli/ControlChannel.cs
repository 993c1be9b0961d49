using System.Net.Mime;
using System.Net.Sockets;
using System.Text.Json;
using HomeAuth.Core.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace HomeAuth.App.Cli;

/// <summary>
/// The server's ear for the command line: HTTP on a Unix domain socket in the data directory, so that whoever can open the folder, and nobody else,
/// can give commands. They run in the server itself, since it holds the folder and has tokens in memory.
/// </summary>
/// <remarks>A Kestrel without a host: a second host would read the same environment and catch the same signals as the first.</remarks>
public sealed class ControlChannel(
    IServiceProvider services, IServiceScopeFactory scopes, DataDirectory directory, ILoggerFactory loggers, ILogger<ControlChannel> logger)
    : IHostedService, IHttpApplication<HttpContext>, IDisposable
{
    /// <summary>The name of the socket in the data directory.</summary>
    public const string FileName = "homeauth.sock";

    public const string Path = "/command";

    private KestrelServer? _server;

    /// <summary>Where the channel is, or null where its path is longer than the system allows (about 100 bytes).</summary>
    public static UnixDomainSocketEndPoint? EndPoint(DataDirectory directory)
    {
        try
        {
            return new UnixDomainSocketEndPoint(directory.File(FileName));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (EndPoint(directory) is null)
        {
            logger.LogWarning("The path of {Socket} is too long for a socket; commands such as \"recover\" only work while the server is stopped", directory.File(FileName));
            return;
        }

        try
        {
            await ListenAsync(directory.File(FileName), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SocketException)
        {
            // Not every file system has sockets; a house is not to stay closed for that.
            logger.LogWarning("{Socket} cannot be opened ({Reason}); commands such as \"recover\" only work while the server is stopped", directory.File(FileName), error.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.StopAsync(cancellationToken);
            File.Delete(directory.File(FileName));
        }
    }

    public void Dispose() => _server?.Dispose();

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    async Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        if (context.Request.Path != Path || !HttpMethods.IsPost(context.Request.Method) || await ReadAsync(context.Request) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        // Not ended by somebody who hangs up: a command is done whole, or was never begun.
        var answer = await scope.ServiceProvider.GetRequiredService<HouseCommands>().RunAsync(request, CancellationToken.None);
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await JsonSerializer.SerializeAsync(context.Response.Body, answer);
    }

    private static async Task<CommandRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<CommandRequest>(request.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task ListenAsync(string path, CancellationToken cancellationToken)
    {
        // Left by a server that was killed; none runs on this folder, since we hold it.
        File.Delete(path);
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
        await _server.StartAsync(this, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
