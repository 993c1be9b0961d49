using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A foreign program's web site on a port of its own: its start page, and a page <c>/back</c> that shows what the house brought it.</summary>
internal sealed class ClientSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ClientSite(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = default!;

    /// <summary>Starts a site.</summary>
    /// <param name="advertised">A redirect URI elsewhere that the start page calls its own.</param>
    /// <param name="delay">How long the start page takes.</param>
    /// <param name="host">The address of this machine by which it is called: <c>localhost</c> or <c>[::1]</c>.</param>
    public static async Task<ClientSite> StartAsync(string? advertised = null, TimeSpan delay = default, string host = "localhost")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{host.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)}:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", async (HttpContext context) =>
        {
            await Task.Delay(delay, context.RequestAborted);
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync($"<link rel='icon' href='data:,'><title>Client</title><link rel='redirect_uri' href='{advertised}'><h1>Client</h1>");
        });
        app.MapGet("/back", (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<link rel='icon' href='data:,'><title>Back</title><h1>Back at the client</h1>");
        });
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new ClientSite(app) { Address = new UriBuilder(address) { Host = host }.Uri };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
