using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

/// <summary>One way in which a page is looked at: what can change while a page is open, so that it need not be opened anew.</summary>
/// <param name="Name">The folder of its pictures.</param>
/// <param name="Width">Of the window, in CSS pixels.</param>
/// <param name="Scheme">Light or dark.</param>
/// <param name="Forced">Whether the system forces its own few colours, as high contrast does on Windows.</param>
public sealed record Look(string Name, int Width, ColorScheme Scheme, bool Forced = false)
{
    private const int Height = 900;

    public async Task ApplyAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Width, Height);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions
        {
            ColorScheme = Scheme,
            ForcedColors = Forced ? ForcedColors.Active : ForcedColors.None,
            Contrast = Forced ? Contrast.More : Contrast.NoPreference,
        });
        // What is measured is what is drawn.
        await page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    }
}
