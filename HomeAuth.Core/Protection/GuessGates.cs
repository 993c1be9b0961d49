namespace HomeAuth.Core.Protection;

/// <summary>Lets guesses at one target, and from one address, through one at a time, so that a burst is counted like a queue and right answers do not hinder each other.</summary>
/// <remarks>
/// Each target and each address has a gate of its own, which exists as long as somebody is at it. The address comes first: whoever sends many guesses at many
/// people at once holds up one of them, and not the whole family.
/// </remarks>
public sealed class GuessGates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Gate> _gates = [];

    /// <summary>Waits for one's turn, first for the address where it counts, then at the target; the returned handle ends both.</summary>
    public async Task<IDisposable> EnterAsync(string target, string? address, CancellationToken cancellationToken)
    {
        var turn = new Turn(this);
        try
        {
            // Always in this order, so that two cannot wait for each other.
            if (address is not null && address != target)
            {
                await turn.EnterAsync(address, cancellationToken);
            }

            await turn.EnterAsync(target, cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            turn.Dispose();
            throw;
        }
    }

    private Gate Come(string key)
    {
        lock (_lock)
        {
            var gate = _gates.TryGetValue(key, out var found) ? found : _gates[key] = new Gate();
            gate.People++;
            return gate;
        }
    }

    private void Go(string key, Gate gate)
    {
        lock (_lock)
        {
            if (--gate.People == 0)
            {
                _gates.Remove(key);
                gate.Dispose();
            }
        }
    }

    private sealed class Gate : IDisposable
    {
        public SemaphoreSlim Door { get; } = new(1);

        /// <summary>Who is at the gate or behind it.</summary>
        public int People { get; set; }

        public void Dispose() => Door.Dispose();
    }

    private sealed class Turn(GuessGates gates) : IDisposable
    {
        private readonly List<(string Key, Gate Gate)> _held = [];

        public async Task EnterAsync(string key, CancellationToken cancellationToken)
        {
            var gate = gates.Come(key);
            try
            {
                await gate.Door.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                gates.Go(key, gate);
                throw;
            }

            _held.Add((key, gate));
        }

        public void Dispose()
        {
            foreach (var (key, gate) in _held)
            {
                gate.Door.Release();
                gates.Go(key, gate);
            }

            _held.Clear();
        }
    }
}
