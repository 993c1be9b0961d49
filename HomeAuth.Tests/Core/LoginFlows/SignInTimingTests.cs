using System.Diagnostics;
using HomeAuth.Core;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.Core.LoginFlows;

/// <summary>Nobody learns from the clock who lives here. Alone in its collection: what runs beside it would be measured too.</summary>
[Collection(nameof(SignInTimingTests)), CollectionDefinition(nameof(SignInTimingTests), DisableParallelization = true)]
public sealed class SignInTimingTests(ITestOutputHelper output)
{
    private const int Rounds = 200;
    private const int WarmUp = 20;

    [Fact]
    public async Task UnknownUserTakesAsLongAsAWrongPassword()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite, options =>
        {
            options.Limits.GuessesPerAccount = int.MaxValue;
            options.Protection.LoginAttemptsThreshold = int.MaxValue;
        });
        await house.ClaimAsync();
        List<double> known = [];
        List<double> unknown = [];
        for (var i = 0; i < Rounds + WarmUp; i++)
        {
            // In turns and with the order swapped each round, so that whatever else the machine does slows both.
            foreach (var (name, times) in i % 2 == 0 ? new[] { ("anna", known), ("nobody", unknown) } : [("nobody", unknown), ("anna", known)])
            {
                var time = await MeasureAsync(house, name);
                if (i >= WarmUp)
                {
                    times.Add(time);
                }
            }
        }

        var (median, other) = (Median(known), Median(unknown));
        output.WriteLine($"wrong password {median:F2} ms, unknown user {other:F2} ms");
        Assert.InRange(Math.Abs(median - other) / median, 0, 0.05);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> MeasureAsync(TestHouse house, string username)
    {
        var flow = (await house.RunAsync<LoginFlowManager, FlowStep>(
            manager => manager.StartAsync("homeassistant", "", null, TestHouse.Stranger()))).FlowId;
        var input = new Dictionary<string, string> { ["username"] = username, ["password"] = "not the password" };
        var start = Stopwatch.GetTimestamp();
        await house.RunAsync<LoginFlowManager>(manager => manager.AdvanceAsync(flow, input, TestHouse.Stranger()));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
