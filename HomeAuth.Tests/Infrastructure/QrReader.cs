using Microsoft.Playwright;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Reads QR codes as a phone does: from the picture on the screen.</summary>
public static class QrReader
{
    public static async Task<string> ReadAsync(IPage page)
    {
        var zbar = await Prerequisites.FindOrInstallAsync(() => Prerequisites.OnPath("zbarimg"), "zbar-tools")
            ?? throw new InvalidOperationException("Reading QR codes needs zbarimg: install the package zbar-tools.");
        var picture = Path.Combine(Directory.CreateTempSubdirectory("homeauth-qr-").FullName, "screen.png");
        try
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture, Animations = ScreenshotAnimations.Disabled });
            var (code, output) = await Prerequisites.RunAsync(zbar, "--quiet", "--raw", "--nodbus", picture);
            Assert.True(code == 0, $"No QR code was found in the picture: {output}");
            return output.Split('\n')[0].Trim();
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(picture)!, recursive: true);
        }
    }
}
