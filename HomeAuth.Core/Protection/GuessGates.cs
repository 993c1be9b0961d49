namespace HomeAuth.Core.Protection;

/// <summary>Lets guesses at one target, and from one address, through one at a time, so that a burst is counted like a queue and right answers do not hinder each other.</summary>
public sealed class GuessGates : IDisposable
{
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for one's turn at the target and, where it counts, for the address; the returned handle ends both.</summary>
    public async Task<IDisposable> EnterAsync(string target, string? address, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two cannot wait for each other.
        var first = Gate(target);
        var second = address is null ? first : Gate(address);
        var turn = new Turn();
        foreach (var gate in new[] { Math.Min(first, second), Math.Max(first, second) }.Distinct())
        {
            try
            {
                await _gates[gate].WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                turn.Dispose();
                throw;
            }

            turn.Add(_gates[gate]);
        }

        return turn;
    }

    private int Gate(string key) => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % (uint)_gates.Length);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    private sealed class Turn : IDisposable
    {
        private readonly List<SemaphoreSlim> _held = [];

        public void Add(SemaphoreSlim gate) => _held.Add(gate);

        public void Dispose() => _held.ForEach(gate => gate.Release());
    }
}
