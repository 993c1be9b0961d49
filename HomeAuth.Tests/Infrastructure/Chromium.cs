using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(HomeAuth.Tests.Infrastructure.Chromium))]

namespace HomeAuth.Tests.Infrastructure;

/// <summary>One real browser for the whole run, started by the first test that needs it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _running = new(StartAsync);

    /// <summary>The path of the program.</summary>
    public static async Task<string> FindAsync() => await Prerequisites.FindOrInstallAsync(Find, "chromium")
        ?? throw new InvalidOperationException("Browser tests need Chromium: install the package chromium, or set HOMEAUTH_TEST_CHROMIUM to its path.");

    public async Task<IBrowser> BrowserAsync() => (await _running.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var (playwright, browser) = await _running.Value;
            await browser.CloseAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var executable = await FindAsync();
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP *.test 127.0.0.1",
            ],
        });
        return (playwright, browser);
    }

    private static string? Find() => Prerequisites.FirstExisting(
        Environment.GetEnvironmentVariable("HOMEAUTH_TEST_CHROMIUM"),
        Prerequisites.OnPath("chromium"),
        Prerequisites.OnPath("chromium-browser"),
        Prerequisites.OnPath("google-chrome"),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
}
