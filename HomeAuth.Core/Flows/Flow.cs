using System.Net;
using HomeAuth.Core.Protection;

namespace HomeAuth.Core.Flows;

/// <summary>What every flow has.</summary>
/// <param name="address">Where it was begun.</param>
/// <param name="createdAt">When it was begun.</param>
public abstract class Flow(IPAddress? address, DateTimeOffset createdAt)
{
    /// <summary>The id, 32 hex digits; whoever knows it and comes from the same address may go on.</summary>
    public string Id { get; } = Identifier.New();

    /// <summary>Where it was begun.</summary>
    public IPAddress? Address { get; } = address;

    /// <summary>When it was begun.</summary>
    public DateTimeOffset CreatedAt { get; } = createdAt;

    internal string Household { get; } = address is null ? "" : Networks.Household(address);
}
