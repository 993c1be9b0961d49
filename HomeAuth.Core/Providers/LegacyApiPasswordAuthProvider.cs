using System.Security.Cryptography;
using System.Text;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;

namespace HomeAuth.Core.Providers;

/// <summary>The one password that a house had before it had people. Whoever knows it is the same user.</summary>
public sealed class LegacyApiPasswordAuthProvider(
    string id, string name, AuthProviderOptions configured, HomeAuthDb db, GuessProtection protection, SecurityHistory history, StaleSecrets stale) : AuthProvider(id, name)
{
    /// <summary>The type of this provider.</summary>
    public const string TypeName = "legacy_api_password";

    /// <summary>What the provider knows its only user by.</summary>
    public const string Subject = "legacy";

    /// <summary>The name of its only user, as in Home Assistant.</summary>
    public const string UserName = "Legacy API password user";

    private static readonly IReadOnlyList<FlowField> Schema = [new("password")];

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<FlowField>> AskAsync(RequestOrigin origin, CancellationToken cancellationToken) => new(Schema);

    /// <inheritdoc />
    public override Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken) =>
        JudgeAsync(input.GetValueOrDefault("password", ""), GuessProtection.Account(TypeName + ":" + Id), origin, cancellationToken);

    /// <summary>Judges a password that came with a request. Wrong ones are held against their own household alone, and each but once: neither a stranger nor a forgotten tablet must stop the programs of the house.</summary>
    internal async Task<ProviderAnswer> ValidateRequestAsync(string password, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var household = origin.Address is { } address ? Networks.Household(address) : "";
        if (!Fits(password) && stale.IsKnown(household, password))
        {
            return new ProviderAnswer.Refused(ErrorCodes.InvalidAuth);
        }

        var answer = await JudgeAsync(password, GuessProtection.Secret(TypeName, origin), origin, cancellationToken);
        if (answer is ProviderAnswer.Refused)
        {
            stale.Note(household, password);
        }

        return answer;
    }

    private async Task<ProviderAnswer> JudgeAsync(string password, GuessTarget target, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var owner = await CredentialOwner.FindAsync(db, TypeName, Id, Subject, cancellationToken);
        var outcome = await protection.TryAsync(
            target,
            origin,
            () => Task.FromResult(Fits(password) ? new NewcomerInfo(UserName) : null),
            () => history.Add(SecurityEventTypes.Login, owner, origin, succeeded: false, detail: ErrorCodes.InvalidAuth),
            cancellationToken);
        return outcome switch
        {
            { RetryAfter: { } wait } => new ProviderAnswer.Throttled(wait),
            { Right: { } info } => new ProviderAnswer.Recognised(Subject, info),
            _ => new ProviderAnswer.Refused(ErrorCodes.InvalidAuth),
        };
    }

    /// <summary>Whether this is the password, for what tells nobody.</summary>
    internal bool Is(string password) => Fits(password);

    // Of equal length, so that the time of the comparison says nothing of the length either.
    private bool Fits(string password) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(password)), SHA256.HashData(Encoding.UTF8.GetBytes(configured.ApiPassword!)));
}
