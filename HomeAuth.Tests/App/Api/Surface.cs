using HomeAuth.App.Api.WebSocket;
using HomeAuth.App.Operations;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Api;

/// <summary>Everything of a running house that can be asked for from outside, so that nothing new escapes a test that claims to cover it all.</summary>
internal static class Surface
{
    /// <summary>Each route as "METHOD /pattern". Left out, because not ours to judge here: the program's own files (marked, or the framework's route for them), and what Blazor needs for itself.</summary>
    public static IReadOnlyList<string> Routes(HouseServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticFileMark>() is null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}"))
            .Where(route => !Array.Exists([" /_blazor", " /_framework", " /{**path:file}"], foreign => route.Contains(foreign, StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal)];

    public static IReadOnlyDictionary<string, Command> Commands(HouseServer server) => server.Services.GetRequiredService<CommandMap>().All;

    /// <summary>The table has each of these, and nothing else.</summary>
    public static void AssertComplete(IReadOnlyCollection<string> what, IReadOnlyCollection<string> table)
    {
        var (missing, gone) = (what.Except(table).ToList(), table.Except(what).ToList());
        Assert.True(missing.Count + gone.Count == 0, $"Without a case:\n{string.Join('\n', missing)}\nNot there any more:\n{string.Join('\n', gone)}");
    }
}
