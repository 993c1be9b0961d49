using System.Net;

namespace HomeAuth.Core.Flows;

/// <summary>What every flow has.</summary>
/// <param name="address">Where it was begun.</param>
/// <param name="createdAt">When it was begun.</param>
public abstract class Flow(IPAddress? address, DateTimeOffset createdAt)
{
    /// <summary>The id, 32 hex digits; whoever knows it and comes from the same address may go on.</summary>
    public string Id { get; } = Identifier.New();

    /// <summary>When it was begun, or got as far as it deserves its time anew, see <see cref="FlowStore{TFlow}.Renew"/>.</summary>
    public DateTimeOffset CreatedAt { get; internal set; } = createdAt;

    internal string Household { get; } = HouseholdOf(address);

    /// <summary>Whether a request comes from where the flow was begun: the same household, since phones change their IPv6 address at will.</summary>
    public bool IsFrom(RequestOrigin origin) => Household == HouseholdOf(origin.Address);

    private static string HouseholdOf(IPAddress? address) => address is null ? "" : Networks.Household(address);
}
