using HomeAuth.Core.Clients;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.Core.Clients;

public sealed class ClientLookupsTests : ILogger<RedirectUris>, IDisposable
{
    private const string Elsewhere = "https://elsewhere.example/callback";
    private const string Link = $"<link rel=redirect_uri href='{Elsewhere}'>";

    private readonly FakeTimeProvider _time = new();
    private readonly List<(LogLevel Level, string Text)> _log = [];
    private readonly RedirectUris _uris;

    public ClientLookupsTests() => _uris = new RedirectUris(_time, this);

    public void Dispose() => _uris.Dispose();

    [Fact, Trait("HA", "50")]
    public async Task LinkTagsAreCollectedInOrderAndOtherRelsIgnored()
    {
        await using var site = await AnsweringSite.OpenAsync("""
            <link rel="redirect_uri" href="/relative"><link rel="other" href="app:/other"><link rel="redirect_uri" href="app:/second">
            """);
        Assert.True(ClientId.TryParse(site.Id, out var client, out _));

        Assert.Equal([site.At("127.0.0.1", "/relative"), "app:/second"], await ClientPage.RedirectUrisAsync(client, default));
        Assert.Null(await ReasonAsync(site.Id, "app:/second"));
        Assert.Equal(ClientRefusals.RedirectUriScheme, await ReasonAsync(site.Id, "app:/other"));
    }

    [Theory, Trait("HA", "51")]
    [InlineData(0, null)]
    [InlineData(1, ClientRefusals.RedirectUriScheme)]
    public async Task LinkThatEndsAfterTheFirst10KilobytesIsNotSeen(int beyond, string? expected)
    {
        await using var site = await AnsweringSite.OpenAsync(new string(' ', 10_240 - Link.Length + beyond) + Link);

        Assert.Equal(expected, await ReasonAsync(site.Id));
    }

    [Fact(Timeout = 30_000)]
    public async Task EndlessPageIsCutAndItsConnectionClosed()
    {
        var closed = new TaskCompletionSource();
        await using var site = await AnsweringSite.OpenAsync(async context =>
        {
            var block = new byte[65_536];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block);
            }

            closed.SetResult();
        });

        Assert.Equal(ClientRefusals.RedirectUriScheme, await ReasonAsync(site.Id).WaitAsync(TestContext.Current.CancellationToken));
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task StatusIsIgnored(int status)
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(Link);
        });

        Assert.Null(await ReasonAsync(site.Id));
    }

    [Fact]
    public async Task HangingClientTimesOutAfterFiveSeconds()
    {
        var asked = new TaskCompletionSource();
        await using var site = await AnsweringSite.OpenAsync(context => HangAsync(context, asked));
        var reason = ReasonAsync(site.Id);
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(4.999));
        Assert.False(reason.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(ClientRefusals.LookupTimeout, await reason.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(LogLevel.Warning, Assert.Single(_log).Level);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, ClientRefusals.LookupFailed)]
    public async Task RedirectsAreFollowedFiveTimes(int redirects, string? expected)
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            var step = context.Request.Path == "/" ? 0 : int.Parse(context.Request.Path.Value![1..], null);
            if (step == redirects)
            {
                return context.Response.WriteAsync(Link);
            }

            context.Response.Redirect($"/{step + 1}#fragment");
            return Task.CompletedTask;
        });

        Assert.Equal(expected, await ReasonAsync(site.Id));
        Assert.Equal(6, site.Requests);
    }

    [Theory]
    [InlineData("http://8.8.8.8:9/")]
    [InlineData("http://0x8080808/")]
    [InlineData("ftp://client.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user@127.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fe80::1]/")]
    public async Task RedirectToWhereNoClientIsIsNotFollowed(string location)
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            context.Response.Redirect(location);
            return context.Response.WriteAsync(Link);
        });

        Assert.Equal(ClientRefusals.LookupFailed, await ReasonAsync(site.Id));
        Assert.Equal(1, site.Requests);
    }

    [Fact]
    public async Task DangerousSchemeIsRefusedEvenIfAdvertised()
    {
        await using var site = await AnsweringSite.OpenAsync("<link rel=redirect_uri href='javascript:alert(1)'>");

        Assert.Equal(ClientRefusals.RedirectUriScheme, await ReasonAsync(site.Id, "javascript:alert(1)"));
        Assert.Equal(0, site.Requests);
    }

    [Fact]
    public async Task MetadataDocumentOverHttpIsNotBelieved()
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
            context.Response.WriteAsJsonAsync(new { client_id = $"http://{context.Request.Host}/", redirect_uris = new[] { Elsewhere } }));

        Assert.Equal(ClientRefusals.RedirectUriScheme, await ReasonAsync(site.Id));
    }

    [Fact]
    public async Task LookupIsSharedAndOutlivesTheOneWhoLeaves()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var site = await AnsweringSite.OpenAsync(async context =>
        {
            asked.TrySetResult();
            await answer.Task;
            await context.Response.WriteAsync(Link);
        });
        using var leaving = new CancellationTokenSource();
        var first = _uris.CheckAsync(site.Id, Elsewhere, leaving.Token);
        await asked.Task;
        var second = ReasonAsync(site.Id);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Null(_uris.CheckWithoutLookup(site.Id, Elsewhere));
        answer.SetResult();

        Assert.Null(await second);
        Assert.IsType<RedirectVerdict.Allowed>(_uris.CheckWithoutLookup(site.Id, Elsewhere));
        Assert.Equal(1, site.Requests);
        Assert.Empty(_log);
    }

    [Fact]
    public async Task AnswerIsKeptForTenMinutes()
    {
        await using var site = await AnsweringSite.OpenAsync(Link);
        await ReasonAsync(site.Id);

        _time.Advance(ClientLookups.AnswersKept - TimeSpan.FromSeconds(1));
        await ReasonAsync(site.Id);
        Assert.Equal(1, site.Requests);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_uris.CheckWithoutLookup(site.Id, Elsewhere));
        await ReasonAsync(site.Id);
        Assert.Equal(2, site.Requests);
    }

    [Fact]
    public async Task FailureIsKeptForHalfAMinute()
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(ClientRefusals.LookupFailed, await ReasonAsync(site.Id));

        _time.Advance(ClientLookups.FailuresKept - TimeSpan.FromSeconds(1));
        await ReasonAsync(site.Id);
        Assert.Equal(1, site.Requests);
        _time.Advance(TimeSpan.FromSeconds(1));
        await ReasonAsync(site.Id);
        Assert.Equal(2, site.Requests);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public async Task TheOldestAnswerGivesWay()
    {
        await using var site = await AnsweringSite.OpenAsync(Link);
        for (var i = 0; i <= ClientLookups.Kept; i++)
        {
            Assert.Null(await ReasonAsync(site.Id + i));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Null(_uris.CheckWithoutLookup(site.Id + 0, Elsewhere));
        Assert.NotNull(_uris.CheckWithoutLookup(site.Id + 1, Elsewhere));
        Assert.NotNull(_uris.CheckWithoutLookup(site.Id + ClientLookups.Kept, Elsewhere));
    }

    [Fact]
    public async Task TwoOfOneHostAndFourInAllAreAskedAtATime()
    {
        await using var site = await AnsweringSite.OpenAsync(context => HangAsync(context, new()));
        var waiting = new List<Task<string?>> { ReasonAsync(site.At("127.0.0.1", "/1")), ReasonAsync(site.At("127.0.0.1", "/2")) };
        await AssertTooBusyAsync(site.At("127.0.0.1", "/3"));
        waiting.AddRange([ReasonAsync(site.At("127.0.0.2", "/1")), ReasonAsync(site.At("127.0.0.2", "/2"))]);
        await AssertTooBusyAsync(site.At("127.0.0.3"));
        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));

        _uris.Dispose();

        Assert.All(await Task.WhenAll(waiting), reason => Assert.Equal(ClientRefusals.LookupFailed, reason));
        Assert.Empty(_log);
    }

    [Fact]
    public async Task WarningIsOneShortLine()
    {
        await using var site = await AnsweringSite.OpenAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await ReasonAsync(site.Id + new string('a', 1000));

        var (level, text) = Assert.Single(_log);
        Assert.Equal(LogLevel.Warning, level);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Contains(site.Id, text, StringComparison.Ordinal);
        Assert.True(text.Length < 500);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_log)
        {
            _log.Add((logLevel, formatter(state, exception)));
        }
    }

    // At once: nothing is begun that could be waited for.
    private async Task AssertTooBusyAsync(string clientId)
    {
        var reason = ReasonAsync(clientId);
        Assert.True(reason.IsCompleted);
        Assert.Equal(ClientRefusals.LookupTooBusy, await reason);
    }

    private static async Task HangAsync(HttpContext context, TaskCompletionSource asked)
    {
        asked.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task<string?> ReasonAsync(string clientId, string redirectUri = Elsewhere) =>
        (await _uris.CheckAsync(clientId, redirectUri, default) as RedirectVerdict.Refused)?.Reason;
}
