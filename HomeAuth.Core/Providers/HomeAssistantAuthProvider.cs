using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Providers;

/// <summary>The local provider: a username and a password that the house itself keeps.</summary>
/// <remarks>Unknown user, wrong password, no password, disabled account: the same answer after the same work, so that nobody learns who lives here.</remarks>
public sealed class HomeAssistantAuthProvider(string id, string name, HomeAuthDb db, PasswordHashing hashing, GuessProtection protection, SecurityHistory history)
    : AuthProvider(id, name)
{
    /// <summary>The type of this provider.</summary>
    public const string TypeName = "homeassistant";

    private static readonly IReadOnlyList<FlowField> Schema = [new("username"), new("password")];

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<FlowField>> AskAsync(RequestOrigin origin, CancellationToken cancellationToken) => new(Schema);

    /// <inheritdoc />
    public override async Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var username = Username.Normalize(input.GetValueOrDefault("username", ""));
        var password = input.GetValueOrDefault("password", "");
        // A name that nobody can have is looked up all the same, in a form that each database takes.
        var known = Username.Check(username) is null ? username : "";
        var account = await db.Users.AsNoTracking()
            .Where(user => user.NormalizedUserName == known && !user.SystemGenerated)
            .Join(
                db.Credentials.Where(credential => credential.AuthProviderType == TypeName),
                user => user.Id,
                credential => credential.UserId,
                (user, credential) => new Account(user.Id, credential.Id, user.PasswordHash, user.IsActive))
            .SingleOrDefaultAsync(cancellationToken);

        var outcome = await protection.TryAsync(
            GuessProtection.Account(username, account?.UserId),
            origin,
            async () => await hashing.VerifyAsync(account?.PasswordHash, password, cancellationToken) && account!.IsActive ? account : null,
            () => history.Add(SecurityEventTypes.Login, account?.UserId, origin, succeeded: false, detail: ErrorCodes.InvalidAuth),
            cancellationToken);
        return outcome switch
        {
            { RetryAfter: { } wait } => new ProviderAnswer.Throttled(wait),
            { Right: { } right } => await ProvedAsync(right, password, cancellationToken),
            _ => new ProviderAnswer.Refused(ErrorCodes.InvalidAuth),
        };
    }

    private async Task<ProviderAnswer> ProvedAsync(Account account, string password, CancellationToken cancellationToken)
    {
        if (PasswordHashing.NeedsRehash(account.PasswordHash!))
        {
            var hash = await hashing.HashAsync(password, cancellationToken);
            await db.Users.Where(user => user.Id == account.UserId && user.PasswordHash == account.PasswordHash)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordHash, hash), cancellationToken);
        }

        return new ProviderAnswer.Proved(account.UserId, account.CredentialId);
    }

    private sealed record Account(string UserId, string CredentialId, string? PasswordHash, bool IsActive);
}
