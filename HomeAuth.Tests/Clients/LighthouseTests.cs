using System.Text.Json;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Clients;

/// <summary>What Lighthouse, which judges the web for Google, says of the page that each visitor sees first, and of the first page behind it.</summary>
public sealed class LighthouseTests(NodePackages node)
{
    // How fast a page is it measures by the clock of a machine on which other tests run, which can only make it worse; so the best of a few counts.
    private const int Runs = 5;

    [Fact]
    public async Task SignInAndProfileScoreWhatTheyCan()
    {
        await using var server = await HouseServer.ClaimedAsync();
        await using var script = await node.RunInAsync(
            "lighthouse", "scores.mjs", await Chromium.FindAsync(), server.Address.ToString(), "anna", TestHouse.Password, Runs.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var signIn = await script.ExpectAsync("scored", page => page.GetProperty("page").GetString() == "sign-in");
        var profile = await script.ExpectAsync("scored", page => page.GetProperty("page").GetString() == "profile");
        Assert.Equal("/auth/authorize", new Uri(signIn.GetProperty("address").GetString()!).AbsolutePath);
        Assert.Equal("/profile", new Uri(profile.GetProperty("address").GetString()!).AbsolutePath);
        Assert.True(Score(signIn, "performance") >= 95, signIn.ToString());
        foreach (var page in new[] { signIn, profile })
        {
            Assert.True(Score(page, "accessibility") == 100 && Score(page, "best-practices") == 100, page.ToString());
        }
    }

    private static int Score(JsonElement page, string category) => page.GetProperty("scores").GetProperty(category).GetInt32();
}
