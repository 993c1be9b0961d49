using System.Net;
using HomeAuth.Core.Flows;

namespace HomeAuth.App.Authentication.Passkeys;

/// <summary>A question to a passkey that was not answered yet. Kept here and not with the browser, so that an answer cannot be given twice.</summary>
public sealed class PasskeyChallenge(PasskeyPurpose purpose, string? userId, string state, IPAddress? address, DateTimeOffset createdAt) : Flow(address, createdAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public PasskeyPurpose Purpose { get; } = purpose;

    /// <summary>Whose answer is expected; null at sign-in, when nobody is known yet.</summary>
    public string? UserId { get; } = userId;

    /// <summary>What Identity wants to see again.</summary>
    public string State { get; } = state;
}

/// <summary>What the answer to a challenge is good for, and nothing else.</summary>
public enum PasskeyPurpose
{
    SignIn,
    Registration,
    Reauthentication,
    Invitation,
}
