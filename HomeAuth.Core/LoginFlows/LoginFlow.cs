using System.Net;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;

namespace HomeAuth.Core.LoginFlows;

/// <summary>A sign-in under way.</summary>
public sealed class LoginFlow(string providerType, string providerId, AuthorizationRequest? request, IPAddress? address, DateTimeOffset createdAt)
    : Flow(address, createdAt)
{
    /// <summary>The client that waits for a code; null for HomeAuth's own pages.</summary>
    public AuthorizationRequest? Request { get; } = request;

    /// <summary>The provider that judges the answers.</summary>
    public string ProviderType { get; } = providerType;

    /// <summary>Which of several providers of that type.</summary>
    public string ProviderId { get; } = providerId;
}
