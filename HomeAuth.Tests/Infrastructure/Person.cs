using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Somebody with a browser of their own: what a person does on our pages, in a person's words. Keeps a trace when the test fails.</summary>
public sealed class Person : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

    // What it finds in a sentence each. Targets of 24 pixels are a rule of WCAG 2.2 that is off by default.
    private const string RunAxe = """
        async except => (await axe.run(document, {
          resultTypes: ['violations'], preload: false, rules: { 'target-size': { enabled: true }, ...(except && { [except]: { enabled: false } }) },
        })).violations.flatMap(rule =>
          rule.nodes.map(node => `${rule.id}: ${node.target} ${node.html.slice(0, 300)} ${[...node.any, ...node.all, ...node.none].map(check => check.message).join('; ')}`))
        """;

    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly bool _traced;

    private Person(IBrowserContext context, IPage page, Uri address, bool traced)
    {
        _context = context;
        _address = address;
        _traced = traced;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
    }

    public IPage Page { get; private set; }

    public IBrowserContext Context => _context;

    /// <summary>What the browser complained about: errors of scripts, violations of the content security policy.</summary>
    public List<string> Complaints { get; } = [];

    /// <param name="chromium">Their browser.</param>
    /// <param name="address">Where the house is.</param>
    /// <param name="configure">What their browser is like.</param>
    /// <param name="traced">Whether each step is recorded, for the case that the test fails; that takes longer than many of the steps.</param>
    public static async Task<Person> ArriveAsync(Chromium chromium, Uri address, Action<BrowserNewContextOptions>? configure = null, bool traced = true)
    {
        var options = new BrowserNewContextOptions { Locale = "en-GB", ViewportSize = new ViewportSize { Width = 1280, Height = 900 } };
        configure?.Invoke(options);
        var context = await (await chromium.BrowserAsync()).NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        if (traced)
        {
            await context.Tracing.StartAsync(new TracingStartOptions { Snapshots = true });
        }

        return new Person(context, await context.NewPageAsync(), address, traced);
    }

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(new Uri(_address, path).ToString());

    /// <summary>Waits until the page has its circuit and answers.</summary>
    public Task ReadyAsync() => Page.Locator("#ready[data-interactive=true]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

    public async Task ClaimAsync(string name = "Anna Muster", string? setupCode = null)
    {
        await GoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        if (setupCode is not null)
        {
            await Page.GetByLabel("Setup code").FillAsync(setupCode);
        }

        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Username").FillAsync("anna");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestHouse.Password);
        await Page.GetByLabel("Confirm password").FillAsync(TestHouse.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create owner" }).ClickAsync();
        await Page.WaitForURLAsync("**/onboarding/recovery");
        await Page.GetByText("Not now").ClickAsync();
        await Page.GetByLabel("I understand").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue without codes" }).ClickAsync();
        await Page.WaitForURLAsync("**/onboarding/done*");
    }

    public async Task SignInAsync(string path = "/", string username = "anna", string password = TestHouse.Password)
    {
        await GoAsync(path);
        await Page.GetByLabel("Username").FillAsync(username);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path.Split('?')[0]);
        await ReadyAsync();
    }

    /// <param name="except">A rule that cannot be judged, such as the contrast of colours that are the system's.</param>
    public async Task<IReadOnlyList<string>> AccessibilityProblemsAsync(string? except = null)
    {
        // Once a document: to send the script costs more than to run it.
        if (await Page.EvaluateAsync<bool>("() => typeof axe === 'undefined'"))
        {
            await Page.EvaluateAsync(Axe.Value);
        }

        return await Page.EvaluateAsync<string[]>(RunAxe, except);
    }

    /// <summary>Leaves a picture of the page in the gallery, for whoever looks.</summary>
    public async Task KeepPictureAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine("TestResults", "gallery", "connection"));
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        var name = string.Concat((TestContext.Current.Test?.TestDisplayName ?? "test").Split(Path.GetInvalidFileNameChars()));
        var path = Path.Combine("TestResults", name[..Math.Min(name.Length, 120)]);
        if (failed)
        {
            Directory.CreateDirectory("TestResults");
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path + ".png", FullPage = true });
        }

        if (_traced)
        {
            await _context.Tracing.StopAsync(new TracingStopOptions { Path = failed ? path + ".zip" : null });
        }

        await _context.DisposeAsync();
    }
}
