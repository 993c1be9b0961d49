using System.Net;
using HomeAuth.App.Authentication;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Protection;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.App.Operations;

/// <summary>The log has the lines of Home Assistant's, so that programs that read that one read this one.</summary>
public sealed class HouseConsoleTests
{
    private const string Category = "homeassistant.components.http.ban";

    // As published: Home Assistant's own page of fail2ban, the shorter one in use everywhere, and one that names the logger.
    private static readonly string[] PublishedFilters =
    [
        "^%(__prefix_line)s.*Login attempt or request with invalid authentication from <HOST>.*$",
        "Login attempt or request with invalid authentication from <HOST>",
        @"^.* \[homeassistant\.components\.http\.ban\] Login attempt or request with invalid authentication from <HOST>.*$",
    ];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 30, 21, 33, 53, 123, TimeSpan.Zero));

    [Fact]
    public void EntryIsOneLineInLocalTimeAndItsExceptionIsIndented()
    {
        _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromHours(2), null, null));

        var lines = Lines(LogLevel.Warning, Category, "first\r\n2026-01-30 00:00:00.000 WARNING (MainThread) [x] second\u2028third", new InvalidOperationException("a\nb"));

        Assert.Equal("2026-01-30 23:33:53.123 WARNING (MainThread) [homeassistant.components.http.ban] first  2026-01-30 00:00:00.000 WARNING (MainThread) [x] second third", lines[0]);
        Assert.Equal("    System.InvalidOperationException: a", lines[1]);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "CRITICAL")]
    public void LevelsAreCalledAsHomeAssistantCallsThem(LogLevel level, string name) => Assert.Contains($" {name} (MainThread) ", Lines(level, "x", "y")[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("/auth/login_flow/8f7e", "", "/auth/login_flow/8f7e")]
    [InlineData("/auth/authorize", "?client_id=a&state=geheim&redirect_uri=b", "/auth/authorize?client_id=a&state=***&redirect_uri=b")]
    [InlineData("/x", "?authSig=a&API_PASSWORD=b&code=c&access%5Ftoken=d&token=e&a=1", "/x?authSig=***&API_PASSWORD=***&code=***&access%5Ftoken=***&token=***&a=1")]
    [InlineData("/auth/authorize", "?return=%2F%3Fapi_password%3Dgeheim", "/auth/authorize?return=%2F%3Fapi_password%3D***")]
    [InlineData("/auth/authorize", "?return=%2Fa%3Fx%3D1%26authSig%3Dgeheim&a=b", "/auth/authorize?return=%2Fa%3Fx%3D1%26authSig%3D***&a=b")]
    [InlineData("/auth/authorize", "?return=%2Fx%3Freturn%3D%252Fy%253Ftoken%253Dgeheim", "/auth/authorize?return=%2Fx%3Freturn%3D%252Fy%253Ftoken%253D***")]
    [InlineData("/auth/authorize", "?return=api_password%3Dgeheim", "/auth/authorize?return=***")]
    [InlineData("/auth/authorize", "?return=%2Fhistory%3Fkind%3Dlogin", "/auth/authorize?return=%2Fhistory%3Fkind%3Dlogin")]
    [InlineData("/recover/geheim", "", "/recover/***")]
    [InlineData("/recover/file", "", "/recover/file")]
    [InlineData("/invite/geheim", "?a=b", "/invite/***?a=b")]
    [InlineData("/ä b", "", "/%C3%A4%20b")]
    [InlineData("", "", "/")]
    public void UrlIsWithoutSecrets(string path, string query, string expected)
    {
        var request = new DefaultHttpContext().Request;
        (request.Path, request.QueryString) = (path, new QueryString(query));

        Assert.Equal(expected, request.UrlWithoutSecrets());
    }

    [Fact]
    public void LineOfAFailedLoginIsHomeAssistantsOwn()
    {
        Assert.Equal(
            "Login attempt or request with invalid authentication from 203.0.113.7 (203.0.113.7). Requested URL: '/auth/login_flow/8f7e'. (Mozilla/5.0 (X11; Linux x86_64))",
            Failed("203.0.113.7", "Mozilla/5.0 (X11; Linux x86_64)"));
        Assert.Equal(
            "Login attempt or request with invalid authentication from 2001:db8::1 (2001:db8::1). Requested URL: '/auth/login_flow/8f7e'. (None)", Failed("2001:db8::1", null));
    }

    [Theory]
    [InlineData("203.0.113.7", "curl/8")]
    [InlineData("2001:db8::1", "curl/8")]
    // Nobody has somebody else banned by what their browser is called.
    [InlineData("203.0.113.7", "Login attempt or request with invalid authentication from 192.0.2.99 (192.0.2.99)")]
    [InlineData("203.0.113.7", "192.0.2.99")]
    [InlineData("203.0.113.7", "x (192.0.2.99)")]
    [InlineData("203.0.113.7", "::ffff:192.0.2.99")]
    [InlineData("203.0.113.7", "evil.example")]
    [InlineData("203.0.113.7", "x (y). Login attempt or request with invalid authentication FROM\u00a0192.0.2.99")]
    public async Task PublishedFiltersOfFail2banFindTheAddress(string address, string userAgent)
    {
        var program = await Prerequisites.FindOrInstallAsync(() => Prerequisites.OnPath("fail2ban-regex"), "fail2ban");
        Assert.SkipWhen(program is null, "No fail2ban: install the package fail2ban.");
        var folder = Directory.CreateTempSubdirectory("homeauth-fail2ban-");
        try
        {
            var log = Path.Combine(folder.FullName, "home.log");
            await File.WriteAllLinesAsync(
                log,
                [
                    Lines(LogLevel.Warning, Category, Failed(address, userAgent))[0],
                    Lines(LogLevel.Warning, Category, $"Banned IP {address} for too many login attempts")[0],
                    Lines(LogLevel.Information, "HomeAuth.App", "something else")[0],
                ],
                TestContext.Current.CancellationToken);
            // And one of those that people make up themselves, which reads what stands in brackets.
            foreach (var (filter, index) in PublishedFilters.Append(@"invalid authentication from .*\(<HOST>\)").Select((filter, index) => (filter, index)))
            {
                var file = Path.Combine(folder.FullName, $"filter{index}.conf");
                await File.WriteAllTextAsync(
                    file, $"[INCLUDES]\nbefore = /etc/fail2ban/filter.d/common.conf\n[Definition]\nfailregex = {filter}\nignoreregex =\n", TestContext.Current.CancellationToken);
                var (exit, output) = await Prerequisites.RunAsync(program!, "--print-all-matched", "-v", log, file);
                Assert.True(exit == 0, output);
                Assert.Contains("1 matched", output, StringComparison.Ordinal);
                Assert.Contains($" {address}  ", output, StringComparison.Ordinal);
                Assert.DoesNotContain(" 192.0.2.99  ", output, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Failed(string address, string? userAgent)
    {
        using var capture = new LogCapture();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(capture));
        new LoginLog(loggers).Failed(RequestOrigin.From(IPAddress.Parse(address), userAgent, "/auth/login_flow/8f7e"));
        var line = Assert.Single(capture.Lines);
        Assert.Equal((Category, LogLevel.Warning), (line.Category, line.Level));
        return line.Text;
    }

    private string[] Lines(LogLevel level, string category, string message, Exception? error = null)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<string>(level, category, default, message, error, (state, _) => state);
        new HouseConsole(_time).Write(in entry, null, text);
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}
