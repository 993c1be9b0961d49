namespace HomeAuth.Core.Protection;

/// <summary>Lets guesses at one target through one at a time, so that a burst is counted like a queue and right answers do not hinder each other.</summary>
public sealed class GuessGates : IDisposable
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for one's turn; the returned handle ends it.</summary>
    public async Task<IDisposable> EnterAsync(string target, CancellationToken cancellationToken)
    {
        var gate = _gates[(uint)string.GetHashCode(target, StringComparison.Ordinal) % (uint)_gates.Length];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
