using HomeAuth.Core;
using HomeAuth.Core.Notifications;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.Core.Notifications;

public sealed class WebhookNotifierTests : IDisposable
{
    private const string Code = "493017";

    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;

    public WebhookNotifierTests() => _loggers = new LoggerFactory([_log]);

    public void Dispose() => _loggers.Dispose();

    [Theory]
    [InlineData("493017 is your code", "493017 is your code", null)]
    [InlineData("493017 für 🏠", "493017 für 🏠", "tk_secret")]
    public async Task MessageIsPostedWithTitleAndToken(string subject, string title, string? token)
    {
        await using var site = await EchoSite.OpenAsync();

        await Notifier(site.Site.At("localhost", "/{target}?priority=high"), token).SendAsync("berta's/../top?ic#1", new NotificationText(subject, $"Code: {Code} für dich\n", "<p>"), default);

        var (path, headers, body) = Assert.Single(site.Requests);
        Assert.Equal("POST /berta%27s%2F..%2Ftop%3Fic%231?priority=high", path);
        Assert.All(headers["Title"], value => Assert.All(value!, letter => Assert.InRange(letter, ' ', '~')));
        Assert.Equal(title, MimeKit.Utils.Rfc2047.DecodeText(System.Text.Encoding.ASCII.GetBytes(headers["Title"]!)));
        Assert.Equal(token is null ? null : "Bearer tk_secret", (string?)headers.Authorization);
        Assert.Equal(("text/plain; charset=utf-8", $"Code: {Code} für dich\n"), ((string?)headers.ContentType, body));
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task CodeIsNotCarriedElsewhereGivenARedirect(int status)
    {
        await using var elsewhere = await EchoSite.OpenAsync();
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Site.At("127.0.0.1");
            return Task.CompletedTask;
        });

        await FailsAsync(site.At("localhost", "/{target}"), $"{status}");
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task RefusalIsNamedWithoutItsWords(int status)
    {
        await using var site = await AnsweringSite.OpenAsync(async context =>
        {
            context.Response.StatusCode = status;
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        });

        await FailsAsync(site.At("localhost", "/{target}"), $"{status}");
    }

    [Fact]
    public async Task ServiceThatIsDownIsNamedWithoutItsPath()
    {
        var port = 0;
        await using (var site = await AnsweringSite.OpenAsync(""))
        {
            port = site.Port;
        }

        await FailsAsync($"http://127.0.0.1:{port}/secret/{{target}}", $"127.0.0.1:{port}");
    }

    [Fact]
    public async Task TokenThatNoHeaderCanCarryIsNotLogged() => await FailsAsync("http://127.0.0.1:9/{target}", "FormatException", "tk_secret\r\nx");

    [Fact]
    public async Task ServiceHasTenSecondsInAll()
    {
        var asked = new TaskCompletionSource();
        await using var site = await AnsweringSite.OpenAsync(async context =>
        {
            asked.TrySetResult();
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        var sending = Notifier(site.At("localhost")).SendAsync("", Text(), default);
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(ErrorCodes.NotifierFailed, (await Assert.ThrowsAsync<HomeAuthException>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)))).Code);
        Assert.Contains("10 seconds", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ntfy.example/{target}", true, "topic", true)]
    [InlineData("https://ntfy.example/{target}", true, "anna's topic", true)]
    [InlineData("https://ntfy.example/{target}", true, "", false)]
    [InlineData("https://ntfy.example/{target}", true, " ", false)]
    [InlineData("https://ntfy.example/{target}", true, ".", false)]
    [InlineData("https://ntfy.example/{target}", true, "..", false)]
    [InlineData("https://ntfy.example/{target}", true, "a\r\nb", false)]
    [InlineData("https://ntfy.example/house", false, "", true)]
    [InlineData("https://ntfy.example/house", false, "topic", false)]
    public void TargetIsAskedForWhereTheAddressHasAPlaceForIt(string url, bool needsTarget, string target, bool accepted)
    {
        var notifier = Notifier(url);
        Assert.Equal((needsTarget, accepted), (notifier.NeedsTarget, notifier.Accepts(target)));
    }

    private static NotificationText Text() => new($"{Code} is your code", $"Code: {Code}", "");

    private async Task FailsAsync(string url, string cause, string token = "tk_secret")
    {
        Assert.Equal(ErrorCodes.NotifierFailed, (await Assert.ThrowsAsync<HomeAuthException>(() => Notifier(url, token).SendAsync("berta", Text(), default))).Code);
        var line = Assert.Single(_log.Lines);
        Assert.Equal((LogLevel.Warning, null), (line.Level, line.Exception));
        Assert.Contains(cause, line.Text, StringComparison.Ordinal);
        foreach (var secret in new[] { Code, "berta", "tk_secret", "secret/" })
        {
            Assert.DoesNotContain(secret, line.Text, StringComparison.Ordinal);
        }
    }

    private WebhookNotifier Notifier(string url, string? token = null) =>
        new(new WebhookOptions { Name = "phone", Url = url, Token = token }, _time, _loggers.CreateLogger<WebhookNotifier>());

    /// <summary>Keeps what it is sent.</summary>
    private sealed class EchoSite : IAsyncDisposable
    {
        public AnsweringSite Site { get; private set; } = default!;

        public List<(string Path, IHeaderDictionary Headers, string Body)> Requests { get; } = [];

        public static async Task<EchoSite> OpenAsync()
        {
            var echo = new EchoSite();
            echo.Site = await AnsweringSite.OpenAsync(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                echo.Requests.Add(($"{context.Request.Method} {target}", new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            });
            return echo;
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
