using HomeAuth.Core;
using HomeAuth.Core.Flows;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Tests.Infrastructure;
using static HomeAuth.Tests.Infrastructure.FactorSteps;

namespace HomeAuth.Tests.Core.LoginFlows;

/// <summary>Whoever needs more time for a question gets it, ten times (WCAG 2.2, 2.2.1).</summary>
public sealed class MoreTimeTests
{
    private static readonly TimeSpan NearlyAll = LoginFlowManager.SecondFactorTime - TimeSpan.FromSeconds(1);

    [Fact]
    public async Task SecondFactorHasItsWholeTimeOnceMoreUpToTenTimes()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        var secret = await house.EnrolAppAsync((await house.ClaimAsync()).UserId);
        var flowId = (await house.SignInUpToFactorAsync()).FlowId;
        for (var time = 1; time <= LoginFlowManager.MostExtensions; time++)
        {
            house.Time.Advance(NearlyAll);
            Assert.Equal(TimeSpan.FromSeconds(1), await LeftAsync(house, flowId));
            await ExtendAsync(house, flowId);
            Assert.Equal(LoginFlowManager.SecondFactorTime, await LeftAsync(house, flowId));
        }

        house.Time.Advance(NearlyAll);
        await ExtendAsync(house, flowId);
        Assert.Equal(TimeSpan.FromSeconds(1), await LeftAsync(house, flowId));
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(flowId, house.CodeOf(secret)));
    }

    [Fact]
    public async Task TimeThatIsOverDoesNotComeBack()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.EnrolAppAsync((await house.ClaimAsync()).UserId);
        var flowId = (await house.SignInUpToFactorAsync()).FlowId;
        house.Time.Advance(LoginFlowManager.SecondFactorTime);

        await ExtendAsync(house, flowId);

        await RefusedAsync(ErrorCodes.InvalidFlow, () => LeftAsync(house, flowId));
    }

    [Fact]
    public async Task NobodyElsewhereGivesTime()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.EnrolAppAsync((await house.ClaimAsync()).UserId);
        var flowId = (await house.SignInUpToFactorAsync()).FlowId;

        await RefusedAsync(ErrorCodes.AddressChanged, () => ExtendAsync(house, flowId, "198.51.100.9"));
    }

    private static Task ExtendAsync(TestHouse house, string flowId, string address = "203.0.113.7") => house.RunAsync<LoginFlowManager>(flows =>
    {
        flows.Extend(flowId, TestHouse.Stranger(address));
        return Task.CompletedTask;
    });

    private static Task<TimeSpan> LeftAsync(TestHouse house, string flowId) =>
        house.RunAsync<LoginFlowManager, TimeSpan>(flows => Task.FromResult(flows.Current(flowId, TestHouse.Stranger()).Left));
}
