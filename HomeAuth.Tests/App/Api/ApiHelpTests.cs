using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.App.Api;

/// <summary>The help page for script writers: what it tells people to type works as it stands there.</summary>
public sealed partial class ApiHelpTests
{
    [Fact]
    public async Task EachExampleWorksAsWritten()
    {
        await using var server = await HouseServer.ClaimedAsync();
        var examples = Examples(await server.Client().GetStringAsync("/help/api"));
        var shell = new Dictionary<string, string>
        {
            ["TOKEN"] = await TokenAsync(server),
            ["USERNAME"] = "anna",
            ["PASSWORD"] = TestHouse.Password,
        };

        Assert.Equal("API running.", (await AskAsync("check")).GetProperty("message").GetString());
        Assert.True((await AskAsync("config")).TryGetProperty("version", out _));
        Assert.Equal(JsonValueKind.Array, (await AskAsync("states")).ValueKind);
        Assert.Equal(JsonValueKind.Array, (await AskAsync("services")).ValueKind);
        Assert.Contains("homeassistant", (await AskAsync("providers")).GetProperty("providers").EnumerateArray().Select(provider => provider.GetProperty("type").GetString()));

        var form = await AskAsync("flow-start");
        Assert.Equal("form", form.GetProperty("type").GetString());
        shell["FLOW_ID"] = form.GetProperty("flow_id").GetString()!;
        var entry = await AskAsync("flow-finish");
        Assert.Equal("create_entry", entry.GetProperty("type").GetString());
        shell["CODE"] = entry.GetProperty("result").GetString()!;
        var tokens = await AskAsync("code");
        Assert.Equal("Bearer", tokens.GetProperty("token_type").GetString());
        shell["REFRESH_TOKEN"] = tokens.GetProperty("refresh_token").GetString()!;
        shell["TOKEN"] = (await AskAsync("refresh")).GetProperty("access_token").GetString()!;
        Assert.Equal("API running.", (await AskAsync("check")).GetProperty("message").GetString());

        Assert.Equal("", await RunAsync(examples["revoke"], shell));
        Assert.Equal("invalid_grant", (await AskAsync("refresh")).GetProperty("error").GetString());
        Assert.DoesNotContain("API running.", await RunAsync(examples["check"], shell), StringComparison.Ordinal);

        Assert.Equal(new Uri(server.Address, "/auth/token").ToString(), (await AskAsync("oauth")).GetProperty("token_endpoint").GetString());
        Assert.StartsWith("3.", (await AskAsync("openapi")).GetProperty("openapi").GetString(), StringComparison.Ordinal);

        async Task<JsonElement> AskAsync(string example) => JsonDocument.Parse(await RunAsync(examples[example], shell)).RootElement;
    }

    [Theory]
    [InlineData("en", "For scripts and programs")]
    [InlineData("de", "Für Skripte und Programme")]
    public async Task PageIsOpenToStrangersInTheirLanguageWithItsOwnAddressInEachExample(string language, string heading)
    {
        await using var server = await HouseServer.ClaimedAsync();
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var html = await client.GetStringAsync("/help/api");

        Assert.Contains($"<h1>{heading}</h1>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal(12, Examples(html).Count);
        Assert.All(Examples(html).Values, example => Assert.Contains(server.Address.ToString().TrimEnd('/') + "/", example, StringComparison.Ordinal));
        Assert.Contains($"ws://localhost:{server.Address.Port}/api/websocket", html, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Examples(string html) =>
        Example().Matches(html).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));

    private static async Task<string> RunAsync(string command, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}\n{await errors}");
        return output;
    }

    private static async Task<string> TokenAsync(HouseServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var userId = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().Users.Select(user => user.Id).SingleAsync();
        var token = await scope.ServiceProvider.GetRequiredService<RefreshTokenIssuer>().CreateLongLivedAsync(
            "Help", TimeSpan.FromDays(1), null, null, new Actor(userId, null, RequestOrigin.Internal));
        return scope.ServiceProvider.GetRequiredService<AccessTokens>().Mint(token);
    }

    [GeneratedRegex("""<code data-example="([^"]+)">(.*?)</code>""", RegexOptions.Singleline)]
    private static partial Regex Example();
}
