using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The web site of a client on a real socket of this machine. It counts what it is asked.</summary>
public sealed class AnsweringSite : IAsyncDisposable
{
    private readonly WebApplication _site;
    private int _requests;

    private AnsweringSite(WebApplication site) => _site = site;

    public int Requests => Volatile.Read(ref _requests);

    public int Port { get; private set; }

    /// <summary>Its client id by address.</summary>
    public string Id => At("127.0.0.1");

    public static Task<AnsweringSite> OpenAsync(string page) => OpenAsync(context => context.Response.WriteAsync(page));

    public static async Task<AnsweringSite> OpenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.IPv6Any, 0));
        var site = new AnsweringSite(builder.Build());
        site._site.Run(context =>
        {
            Interlocked.Increment(ref site._requests);
            return answer(context);
        });
        await site._site.StartAsync();
        site.Port = new Uri(site._site.Urls.First()).Port;
        return site;
    }

    public string At(string host, string path = "/") => $"http://{host}:{Port}{path}";

    public async ValueTask DisposeAsync() => await _site.DisposeAsync();
}
