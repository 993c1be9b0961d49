namespace HomeAuth.Core.Clients;

/// <summary>Whether a redirect URI belongs to a client; a closed set of records.</summary>
public abstract record RedirectVerdict
{
    private RedirectVerdict()
    {
    }

    /// <summary>It does.</summary>
    /// <param name="Client">The client.</param>
    /// <param name="RedirectUri">The redirect URI as it was received.</param>
    public sealed record Allowed(ClientId Client, string RedirectUri) : RedirectVerdict;

    /// <summary>It does not, or nobody can tell. Nobody may be sent there, not even with an error.</summary>
    /// <param name="Reason">A code of <see cref="ClientRefusals"/>: which part is at fault.</param>
    /// <param name="ReceivedClientId">What was received, untrusted and of any length.</param>
    /// <param name="ReceivedRedirectUri">What was received, untrusted and of any length.</param>
    /// <param name="Expected">How an accepted redirect URI begins, or an app's whole one; null when the client id itself is at fault.</param>
    public sealed record Refused(string Reason, string? ReceivedClientId, string? ReceivedRedirectUri, string? Expected) : RedirectVerdict;
}
