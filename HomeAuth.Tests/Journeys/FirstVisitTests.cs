using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Journeys;

public sealed class FirstVisitTests(AccessHouse house) : IClassFixture<AccessHouse>
{
    private const int Budget = 60 * 1024;

    [Fact]
    public async Task SignInPageIsSmallAndWholeInItsFirstAnswer()
    {
        await using var stranger = await house.ArriveAsync(signedIn: false, 360);
        var session = await stranger.Context.NewCDPSessionAsync(stranger.Page);
        ConcurrentBag<double> sizes = [];
        session.Event("Network.loadingFinished").OnEvent += (_, finished) => sizes.Add(finished!.Value.GetProperty("encodedDataLength").GetDouble());
        await session.SendAsync("Network.enable");
        var answer = await stranger.GoAsync("/auth/authorize");
        await stranger.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Contains("id=\"username\"", await answer!.TextAsync(), StringComparison.Ordinal);
        Assert.InRange(sizes.Count, 3, 8);
        Assert.InRange(sizes.Sum(), 1, Budget);
    }
}
