using Microsoft.Extensions.Options;

namespace HomeAuth.Core.Flows;

/// <summary>Flows under way, in memory only: bounded in number for everybody and for each household, and forgotten after a while.</summary>
public sealed class FlowStore<TFlow>(TimeProvider time, IOptions<HomeAuthOptions> options)
    where TFlow : Flow
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TFlow> _flows = [];

    private readonly LinkedList<TFlow> _oldest = [];

    /// <summary>How many are under way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _flows.Count;
            }
        }
    }

    /// <summary>Keeps a new flow. When there are too many, the oldest of the same household, or of all, gives way.</summary>
    public void Add(TFlow flow)
    {
        lock (_lock)
        {
            ForgetExpired();
            var ofHousehold = _oldest.Where(other => other.Household == flow.Household).ToList();
            if (ofHousehold.Count >= options.Value.Limits.LoginFlowsPerAddress)
            {
                Forget(ofHousehold[0]);
            }

            if (_flows.Count >= options.Value.Limits.LoginFlows)
            {
                Forget(_oldest.First!.Value);
            }

            _flows.Add(flow.Id, flow);
            _oldest.AddLast(flow);
        }
    }

    /// <summary>The flow, or null if it is unknown, finished or too old.</summary>
    public TFlow? Find(string flowId)
    {
        lock (_lock)
        {
            ForgetExpired();
            return _flows.GetValueOrDefault(flowId);
        }
    }

    /// <summary>How long a flow is still good.</summary>
    public TimeSpan Left(TFlow flow) => flow.CreatedAt + options.Value.Lifetimes.LoginFlow - time.GetUtcNow();

    /// <summary>Gives a flow its whole time once more.</summary>
    public void Renew(TFlow flow)
    {
        lock (_lock)
        {
            if (_oldest.Remove(flow))
            {
                flow.CreatedAt = time.GetUtcNow();
                _oldest.AddLast(flow);
            }
        }
    }

    /// <summary>Ends a flow.</summary>
    /// <returns>Whether it was still under way; of several at once, one gets true.</returns>
    public bool Remove(TFlow flow)
    {
        lock (_lock)
        {
            return Forget(flow);
        }
    }

    private void ForgetExpired()
    {
        var oldest = time.GetUtcNow() - options.Value.Lifetimes.LoginFlow;
        while (_oldest.First is { } first && first.Value.CreatedAt <= oldest)
        {
            Forget(first.Value);
        }
    }

    private bool Forget(TFlow flow)
    {
        _oldest.Remove(flow);
        return _flows.Remove(flow.Id);
    }
}
