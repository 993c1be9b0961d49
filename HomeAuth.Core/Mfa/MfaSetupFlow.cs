using System.Net;
using HomeAuth.Core.Flows;

namespace HomeAuth.Core.Mfa;

/// <summary>A second factor on its way to being set up. Nothing of it is kept but here.</summary>
public sealed class MfaSetupFlow(string userId, string moduleId, IPAddress? address, DateTimeOffset createdAt) : Flow(address, createdAt)
{
    /// <summary>Who sets it up.</summary>
    public string UserId { get; } = userId;

    /// <summary>With which module.</summary>
    public string ModuleId { get; } = moduleId;

    /// <summary>What the module has told so far.</summary>
    internal object? State { get; set; }

    /// <summary>Wrong codes so far.</summary>
    internal int Failures { get; set; }
}
