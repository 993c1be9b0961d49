using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HomeAuth.Core;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Api;

/// <summary>Whatever is sent to a route: never an error of the server, and where the route needs what was sent, the client is told that it is wrong.</summary>
public sealed class HttpAbuseTests
{
    private static readonly string Tower = new string('[', 50_000) + new string(']', 50_000);

    // JSON that is no text.
    private static readonly string[] NeverText = ["1", "-1", "1e400", "true", "null", "[]", "{}", "\"\\u0000\"", "\"\\ud800\"", $"\"{new string('x', 20_000)}\"", Tower];

    // Routes that read JSON, with a body each of whose fields has to be there; {0} is a flow under way.
    private static readonly Dictionary<string, (string Key, string Json)[]> Json = new()
    {
        ["POST /auth/login_flow/"] = [("client_id", "\"http://localhost:5000/\""), ("redirect_uri", "\"http://localhost:5000/callback\""), ("handler", "[\"homeassistant\",null]")],
        ["POST /auth/login_flow/{flowId}"] = [("client_id", "\"http://localhost:5000/\""), ("username", "\"anna\""), ("password", "\"wrong\"")],
        ["POST /auth/link_user"] = [("client_id", "\"http://localhost:5000/\""), ("code", "\"none\"")],
        ["POST /api/onboarding/users"] = [("name", "\"Eve\""), ("username", "\"eve\""), ("password", "\"a long enough one\""), ("client_id", "\"http://localhost:5000/\""), ("language", "\"en\"")],
        ["POST /api/onboarding/integration/wait"] = [("domain", "\"auth\"")],
        ["POST /api/onboarding/integration"] = [("client_id", "\"http://localhost:5000/\""), ("redirect_uri", "\"http://localhost:5000/callback\"")],
    };

    private static readonly string[] ReadForms = ["POST /auth/token", "POST /auth/revoke"];

    // Pages and buttons of people, and what reads no body at all.
    private static readonly string[] Others =
    [
        "ANY /.well-known/{**rest}", "ANY /api/{**rest}", "DELETE /auth/login_flow/{flowId}", "GET /", "GET /.well-known/change-password",
        "GET /.well-known/oauth-authorization-server", "GET /.well-known/oauth-protected-resource", "GET /api/", "GET /api/config", "GET /api/onboarding/",
        "GET /api/onboarding/installation_type", "GET /api/services", "GET /api/states", "GET /api/states/{entityId}", "GET /api/websocket", "GET /auth/authorize",
        "GET /auth/login_flow/", "GET /auth/login_flow/{flowId}", "GET /auth/providers", "GET /error", "GET /help/api", "GET /not-found", "GET /onboarding", "GET /onboarding/done",
        "GET /onboarding/owner", "GET /openapi/{documentName}.json", "GET /profile", "GET /profile/security", "HEAD /.well-known/oauth-authorization-server",
        "HEAD /.well-known/oauth-protected-resource", "HEAD /api/", "HEAD /api/config", "HEAD /api/onboarding/", "HEAD /api/onboarding/installation_type",
        "HEAD /api/services", "HEAD /api/states", "HEAD /api/states/{entityId}", "HEAD /auth/login_flow/", "HEAD /auth/login_flow/{flowId}", "HEAD /auth/providers",
        "POST /", "POST /api/onboarding/analytics", "POST /api/onboarding/core_config", "POST /auth/authorize", "POST /auth/logout", "POST /error", "POST /language",
        "POST /help/api", "POST /not-found", "POST /onboarding", "POST /onboarding/done", "POST /onboarding/owner", "POST /profile", "POST /profile/security",
        "GET /help/locked-out", "GET /onboarding/recovery", "GET /people", "GET /recover", "GET /recover/file", "GET /recover/{Secret}",
        "POST /auth/passkey/options", "POST /auth/passkey/proof", "POST /auth/passkey/proof/options", "POST /auth/passkey/registration",
        "POST /auth/passkey/registration/options", "POST /help/locked-out", "POST /onboarding/recovery", "POST /people", "POST /recover", "POST /recover/file",
        "POST /recover/{Secret}", "GET /closed", "POST /closed", "GET /invite/{Secret}", "POST /invite/{Secret}", "POST /auth/passkey/invitation/options",
        "GET /people/{UserId}", "GET /people/{UserId}/{Tab}", "GET /history", "POST /history", "GET /history.csv", "GET /history.json", "GET /alerts/{Secret}", "POST /alerts/{Secret}", "POST /people/{UserId}", "POST /people/{UserId}/{Tab}",
        "GET /api/image/serve/{imageId}/{size}", "HEAD /api/image/serve/{imageId}/{size}",
        "GET /settings", "POST /settings", "GET /settings/deprecated", "POST /settings/deprecated", "GET /settings/import", "POST /settings/import", "GET /settings/themes", "POST /settings/themes",
        "GET /help/connection", "POST /help/connection", "GET /help/connection/session", "GET /help/connection/events", "GET /help/connection/socket",
        "GET /banned", "POST /banned",
        "GET /people/permissions", "POST /people/permissions", "GET /people/groups", "POST /people/groups",
    ];

    [Fact]
    public async Task TablesHaveEachRoute()
    {
        await using var house = await ApiHouse.OpenAsync();
        Surface.AssertComplete(Surface.Routes(house.Server), [.. Json.Keys, .. ReadForms, .. Others]);
    }

    [Theory]
    [DatabaseData]
    public async Task JsonIsRefusedGivenAnythingWrongWithIt(DatabaseProvider provider)
    {
        await using var house = await ApiHouse.OpenAsync(provider: provider);
        using var client = await ClientAsync(house);
        foreach (var (route, fields) in Json)
        {
            var path = route.Split(' ')[1].Replace("{flowId}", await client.StartFlowAsync(), StringComparison.Ordinal);
            var whole = string.Join(',', fields.Select(Field));
            foreach (var body in Bodies(fields, whole))
            {
                await RefusedAsync(client, path, new ByteArrayContent(body), Encoding.UTF8.GetString(body));
            }

            using var huge = await client.PostAsync(path, new StringContent($"{{{whole},\"x\":\"{new string('x', 200_000)}\"}}"));
            Assert.Equal((route, HttpStatusCode.RequestEntityTooLarge), (route, huge.StatusCode));
        }

        house.Log.AssertClean();
    }

    [Theory]
    [DatabaseData]
    public async Task FormIsRefusedGivenAnythingWrongWithIt(DatabaseProvider provider)
    {
        await using var house = await ApiHouse.OpenAsync(provider: provider);
        using var client = await ClientAsync(house);
        const string code = "grant_type=authorization_code&client_id=http://localhost:5000/&code=";
        const string refresh = "grant_type=refresh_token&client_id=http://localhost:5000/&refresh_token=";
        string[] odd = ["", "%00", "%FF", "%ED%A0%80", "%", "%zz", "-1", "1e400", "[[[", "a%0D%0AFORGED%1B[31m", new string('x', 20_000), new string('%', 20_000)];
        string[] bodies =
        [
            "", "grant_type", "grant_type=", "=", "&&&", "%00=%00", "grant_type=password&username=anna&password=x", "grant_type=refresh_token", "grant_type=authorization_code",
            .. odd.Select(value => code + value), .. odd.Select(value => refresh + value), .. odd.Select(value => "grant_type=" + value),
            .. odd.Select(value => $"grant_type=refresh_token&refresh_token=x&client_id=http://localhost:5000/{value}"),
            .. odd.Select(value => $"grant_type=authorization_code&code=x&client_id={value}"), .. odd.Select(value => $"{code}x&code_verifier={value}"),
            code + "x&code=x", refresh + "x&grant_type=refresh_token", refresh + "x&x=1&x=2", string.Join('&', Enumerable.Range(0, 3000).Select(i => $"f{i}=1")), new string('k', 5000) + "=1",
        ];
        foreach (var body in bodies)
        {
            await RefusedAsync(client, "/auth/token", Form(Encoding.ASCII.GetBytes(body)), body);
        }

        // Whatever a token is, after it was revoked it is none (RFC 7009 §2.2); a form that cannot be read is refused all the same.
        foreach (var value in odd)
        {
            using var answer = await client.PostAsync("/auth/revoke", Form(Encoding.ASCII.GetBytes("token=" + value)));
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        }

        foreach (var path in new[] { "/auth/token", "/auth/revoke" })
        {
            await RefusedAsync(client, path, Form([.. "token=a&token=b"u8]), "twice");
            await RefusedAsync(client, path, Form(Encoding.ASCII.GetBytes($"token=a&x={new string('x', 200_000)}")), "huge");
            await RefusedAsync(client, path, Multipart("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na", "b"), "unfinished");
            await RefusedAsync(client, path, Multipart(string.Concat(Enumerable.Repeat("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na\r\n", 2)) + "--b--\r\n", "b"), "multipart twice");
        }

        // What is no form at all is an empty one.
        await RefusedAsync(client, "/auth/token", Multipart("no boundary here", "\"unclosed"), "multipart");
        await RefusedAsync(client, "/auth/token", Form([.. Encoding.ASCII.GetBytes(refresh), 0xff, 0, 0xed, 0xa0, 0x80]), "raw bytes");
        house.Log.AssertClean();
    }

    [Fact]
    public async Task NoRouteFailsGivenOddPathsQueriesAndBodies()
    {
        await using var house = await ApiHouse.OpenAsync();
        using var client = await ClientAsync(house);
        string[] odd = ["%00", "%FF", "%ED%A0%80", "%0D%0AFORGED%1B[31m", "..%2f..%2fetc", "-1", new string('x', 1000), "%F0%9F%98%80", "%e2%80%ae", "'--", "{0}"];
        (string Type, byte[] Bytes)[] bodies =
        [
            ("application/json", [0xff, 0xfe]), ("application/json", Encoding.ASCII.GetBytes(Tower)), ("application/x-www-form-urlencoded", [.. "a=%00&a=%FF&_handler=%00"u8, 0xff]),
            ("application/x-www-form-urlencoded", Encoding.ASCII.GetBytes($"x={new string('x', 200_000)}")), ("multipart/form-data; boundary=b", [.. "--b\r\nx"u8]), ("multipart/form-data", [1]),
        ];
        foreach (var route in Surface.Routes(house.Server).Except(["GET /error", "POST /error"]))
        {
            var (method, pattern) = (new HttpMethod(route.Split(' ')[0].Replace("ANY", "PATCH", StringComparison.Ordinal)), route.Split(' ')[1]);
            foreach (var value in odd)
            {
                await SoundAsync(new HttpRequestMessage(method, Path(pattern, value) + $"?x={value}&return={value}&authSig={value}&client_id={value}&client_id={value}"));
            }

            foreach (var (type, bytes) in bodies.Where(_ => method == HttpMethod.Post || method == HttpMethod.Delete || method == HttpMethod.Patch))
            {
                var content = new ByteArrayContent(bytes);
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                await SoundAsync(new HttpRequestMessage(method, Path(pattern, "x")) { Content = content });
            }
        }

        house.Log.AssertClean();

        async Task SoundAsync(HttpRequestMessage request)
        {
            using (request)
            {
                // The server ends a connection whose body it did not want to read, and the next request must not be sent into that.
                request.Headers.ConnectionClose = true;
                using var answer = await client.SendAsync(request);
                Assert.True((int)answer.StatusCode < 500, $"{request.Method} {request.RequestUri}: {(int)answer.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("POST /auth/token", "User-Agent: Phone\u001b[2J\u0007\u0085\u2028FORGED", 400)]
    [InlineData("POST /auth/token", "User-Agent: Phone\rFORGED", 400)]
    [InlineData("POST /auth/token", "User-Agent: Phone\0FORGED", 400)]
    [InlineData("GET /api/%0d%0aFORGED%1b[31m", "Authorization: Bearer a\u001b[31m", 404)]
    [InlineData("GET /api/", "Authorization: Bearer \u001b[31m\u0085", 401)]
    [InlineData("GET /%0d%0aFORGED", "Cookie: homeauth.session=\u001b[31m", 302)]
    public async Task NobodyWritesALineOfTheLogGivenControlCharacters(string line, string header, int status)
    {
        await using var house = await ApiHouse.OpenAsync();
        const string body = "grant_type=refresh_token&refresh_token=none&client_id=http://localhost/%0d%0aFORGED";
        foreach (var form in new[] { body, "grant_type=refresh_token&refresh_token=none%0d%0aFORGED" })
        {
            using var socket = new TcpClient("127.0.0.1", house.Server.Address.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}"));
            using var reader = new StreamReader(stream);
            Assert.StartsWith($"HTTP/1.1 {status}", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        house.Log.AssertClean();
    }

    private static async Task<HttpClient> ClientAsync(ApiHouse house)
    {
        var client = house.Server.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await house.AccessAsync());
        client.Timeout = TimeSpan.FromSeconds(60);
        return client;
    }

    private static IEnumerable<byte[]> Bodies((string Key, string Json)[] fields, string whole)
    {
        foreach (var text in new[] { "", "x", "null", "1", "\"x\"", "[]", "{}", Tower, Tower[..50_000], $"{{{whole}}}}}", $"{{{whole},}}", $"{{{whole}", $"{{{whole},\"\\ud800\":1}}", $"{{{whole},\"\\u0000\":1}}", $"{{{whole},\"is_owner\":true}}", $"{{{whole},\"x\":{Tower}}}" })
        {
            yield return Encoding.ASCII.GetBytes(text);
        }

        yield return [0xff, 0xfe];
        yield return [.. Encoding.ASCII.GetBytes($"{{{whole[..^1]}"), 0xc3, 0x28, .. "\"}"u8];
        foreach (var field in fields)
        {
            var others = fields.Where(other => other != field).Select(Field).ToList();
            yield return Encoding.ASCII.GetBytes($"{{{string.Join(',', others)}}}");
            yield return Encoding.ASCII.GetBytes($"{{{whole},{Field(field)}}}");
            yield return [.. Encoding.ASCII.GetBytes($"{{\"{field.Key}\":\""), 0xff, .. "\""u8, .. Encoding.ASCII.GetBytes(string.Concat(others.Select(other => "," + other))), .. "}"u8];
            foreach (var value in field.Key == "handler" ? [.. NeverText, "[\"homeassistant\"]", "[1,2]", "[\"\\ud800\",null]", "[\"\\u0000\",null]", "[null,null]"] : NeverText)
            {
                yield return Encoding.ASCII.GetBytes($"{{{string.Join(',', others.Append($"\"{field.Key}\":{value}"))}}}");
            }
        }
    }

    private static string Field((string Key, string Json) field) => $"\"{field.Key}\":{field.Json}";

    private static string Path(string pattern, string value) =>
        pattern.Replace("{flowId}", value, StringComparison.Ordinal).Replace("{entityId}", value, StringComparison.Ordinal)
            .Replace("{documentName}", value, StringComparison.Ordinal).Replace("{**rest}", value, StringComparison.Ordinal);

    private static ByteArrayContent Form(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    private static StringContent Multipart(string body, string boundary)
    {
        var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + boundary);
        return content;
    }

    private static async Task RefusedAsync(HttpClient client, string path, HttpContent content, string what)
    {
        using (content)
        {
            using var answer = await client.PostAsync(path, content);
            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{path} answered {(int)answer.StatusCode} to {(what.Length > 300 ? what[..300] : what)}");
        }
    }
}
