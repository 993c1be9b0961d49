using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Somebody else's web server, on another site than the house: the files of a folder, and another folder under <c>/library</c>.</summary>
public sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app) => _app = app;

    /// <summary>Its address; the browser of the tests finds every <c>.test</c> on this machine.</summary>
    public Uri Address => new UriBuilder(_app.Urls.Single()) { Host = "dashboard.test" }.Uri;

    public static async Task<PageServer> StartAsync(string folder, string library)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(library), RequestPath = "/library" });
        await app.StartAsync();
        return new PageServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
