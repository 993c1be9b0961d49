using System.Diagnostics;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using HomeAuth.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Journeys;

/// <summary>Measures how long a revoked tab stays: from the call that revokes to the sign-in page shown in the other browser.</summary>
public sealed class RevocationSpeedTests(Chromium chromium, ITestOutputHelper output)
{
    [Fact]
    public async Task RevokedTabsLeaveForTheSignInPage()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("HOMEAUTH_TEST_REVOCATIONS") ?? "5", System.Globalization.CultureInfo.InvariantCulture);
        await using var server = await HouseServer.ClaimedAsync();
        await using var person = await Person.ArriveAsync(chromium, server.Address);
        List<double> times = [];
        for (var round = 0; round < rounds; round++)
        {
            await person.SignInAsync("/profile/security");
            await using var scope = server.Services.CreateAsyncScope();
            var token = await scope.ServiceProvider.GetRequiredService<HomeAuthDb>().RefreshTokens.AsNoTracking().SingleAsync();
            var left = person.Page.WaitForURLAsync("**/auth/authorize*reason=revoked*");
            var start = Stopwatch.GetTimestamp();

            await scope.ServiceProvider.GetRequiredService<RefreshTokenManager>().RevokeAsync(
                token.UserId, token.Id, RevocationReasons.Revoked, new Actor(token.UserId, null, RequestOrigin.Internal));

            await left;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"{rounds} revocations: median {times[rounds / 2]:F0} ms, p99 {times[(int)Math.Ceiling(rounds * 0.99) - 1]:F0} ms, longest {times[^1]:F0} ms");
    }
}
