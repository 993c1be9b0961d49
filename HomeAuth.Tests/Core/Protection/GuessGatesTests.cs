using HomeAuth.Core.Protection;

namespace HomeAuth.Tests.Core.Protection;

public sealed class GuessGatesTests
{
    [Fact]
    public async Task AddressThatWaitsForItsTurnHoldsUpNobodyElse()
    {
        var gates = new GuessGates();
        using var first = await gates.EnterAsync("anna", "stranger", default);
        var waiting = Enumerable.Range(0, 300).Select(number => gates.EnterAsync($"person {number}", "stranger", default)).ToList();

        foreach (var number in Enumerable.Range(0, 300))
        {
            using var family = await gates.EnterAsync($"person {number}", $"home {number}", default);
        }

        Assert.DoesNotContain(waiting, turn => turn.IsCompleted);
        first.Dispose();
        foreach (var turn in waiting)
        {
            (await turn).Dispose();
        }
    }

    [Fact]
    public async Task OneAtATimeIsAtATarget()
    {
        var gates = new GuessGates();
        var first = await gates.EnterAsync("anna", "home", default);
        var second = gates.EnterAsync("anna", "elsewhere", default);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        using var third = await gates.EnterAsync("anna", "home", default);
    }

    [Fact]
    public async Task WhoeverGivesUpLeavesTheGateToOthers()
    {
        var gates = new GuessGates();
        var first = await gates.EnterAsync("anna", "home", default);
        using var patience = new CancellationTokenSource();
        var second = gates.EnterAsync("anna", "elsewhere", patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        using var other = await gates.EnterAsync("ben", "elsewhere", default);
        first.Dispose();
        using var third = await gates.EnterAsync("anna", "elsewhere too", default);
    }
}
