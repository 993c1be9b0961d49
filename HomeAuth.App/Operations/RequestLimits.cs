using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HomeAuth.App.Operations;

/// <summary>How much one request may be: forms of a few fields, and the messages of a circuit.</summary>
public static class RequestLimits
{
    private const int BodyBytes = 128 * 1024;

    public static void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = BodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
