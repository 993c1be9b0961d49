using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Grants;

/// <summary>The ways by which somebody who is signed in can sign in: lists them, attaches a further one, takes one away.</summary>
public sealed class CredentialLinking(
    HomeAuthDb db, AuthorizationCodeStore codes, AuthProviders providers, Authority authority, RecentProof proof, SecurityHistory history, TimeProvider time)
{
    /// <summary>The ways that somebody has, the oldest first.</summary>
    public async Task<IReadOnlyList<LinkedCredential>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        var credentials = await db.Credentials.AsNoTracking().Where(credential => credential.UserId == userId)
            .OrderBy(credential => credential.CreatedAt).ThenBy(credential => credential.Id).ToListAsync(cancellationToken);
        return
        [
            .. credentials.Select(credential => new LinkedCredential(
                credential.Id,
                credential.AuthProviderType,
                credential.AuthProviderId,
                providers.Find(credential.AuthProviderType, credential.AuthProviderId)?.Name,
                credential.AuthProviderType == CommandLineAuthProvider.TypeName ? credential.Subject : null,
                credential.CreatedAt)),
        ];
    }

    /// <summary>Takes a code of a login flow that was begun for linking. What is the actor's already stays so.</summary>
    /// <exception cref="HomeAuthException">The code is not good, or the credential is somebody else's; or the actor has only said who they are.</exception>
    public async Task LinkAsync(string clientId, string code, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor with { AsksAgain = false }, cancellationToken);
        var redeemed = await codes.RedeemAsync(clientId, code, CodePurpose.LinkUser, null, actor.Origin, cancellationToken);
        if (redeemed is { UserId: null, ProviderType: { } type, ProviderId: { } id, Subject: { } subject })
        {
            await AddAsync(type, id, subject, actor, cancellationToken);
        }
        else if (redeemed.UserId != actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.CredentialLinked);
        }
    }

    /// <summary>Links what somebody can prove with a provider, at once.</summary>
    /// <returns>Null when it is linked; how long to wait when there were too many wrong answers.</returns>
    /// <exception cref="HomeAuthException">
    /// It is not proved, or is somebody else's; the provider is not one that people link; or the actor has to prove again who they are.
    /// </exception>
    public async Task<TimeSpan?> LinkAsync(
        string providerType, string providerId, IReadOnlyDictionary<string, string> input, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        var provider = providers.Find(providerType, providerId) ?? throw new HomeAuthException(ErrorCodes.InvalidHandler);
        if (provider.Type == LegacyApiPasswordAuthProvider.TypeName)
        {
            // Whoever knows the password of the house would be this person.
            throw new HomeAuthException(ErrorCodes.InvalidHandler);
        }

        switch (await provider.ValidateAsync(input, actor.Origin, cancellationToken))
        {
            case ProviderAnswer.Recognised recognised:
                await AddAsync(provider.Type, provider.Id, recognised.Subject, actor, cancellationToken);
                return null;
            case ProviderAnswer.Throttled throttled:
                return throttled.RetryAfter;
            case ProviderAnswer.Refused refused:
                throw new HomeAuthException(refused.Error);
            default:
                // The local password and trusted networks know users of the house alone.
                throw new HomeAuthException(ErrorCodes.InvalidHandler);
        }
    }

    /// <summary>Takes a way to sign in away. What it was used for stays signed in, as in Home Assistant.</summary>
    /// <exception cref="HomeAuthException">
    /// There is none of the actor's, it is the local login (which administrators remove), or no other would be left; or the actor has to prove again who they are.
    /// </exception>
    public async Task UnlinkAsync(string credentialId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        var mine = await ListAsync(actor.UserId, cancellationToken);
        var credential = mine.FirstOrDefault(credential => credential.Id == credentialId) ?? throw new HomeAuthException(ErrorCodes.CredentialNotFound);
        if (!credential.MayBeUnlinked || mine.All(other => other.Id == credentialId || other.ProviderName is null))
        {
            throw new HomeAuthException(ErrorCodes.LastCredential);
        }

        await proof.RequireAsync(actor, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Held by one at a time, so that two do not each leave the other's as the last.
        await db.Users.Where(user => user.Id == actor.UserId).ExecuteUpdateAsync(set => set.SetProperty(user => user.SecurityStamp, user => user.SecurityStamp), cancellationToken);
        if (await db.Credentials.CountAsync(other => other.UserId == actor.UserId, cancellationToken) == 1)
        {
            throw new HomeAuthException(ErrorCodes.LastCredential);
        }

        await db.Credentials.Where(other => other.Id == credentialId && other.UserId == actor.UserId).ExecuteDeleteAsync(cancellationToken);
        history.Add(SecurityEventTypes.CredentialUnlinked, actor.UserId, actor, detail: credential.ProviderType);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task AddAsync(string type, string id, string subject, Actor actor, CancellationToken cancellationToken)
    {
        db.Credentials.Add(new Credential { UserId = actor.UserId, AuthProviderType = type, AuthProviderId = id, Subject = subject, CreatedAt = time.GetUtcNow() });
        history.Add(SecurityEventTypes.CredentialLinked, actor.UserId, actor, detail: type);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody has it. The actor themselves, by a second click, is content.
            db.ChangeTracker.Clear();
            if (await CredentialOwner.FindAsync(db, type, id, subject, cancellationToken) != actor.UserId)
            {
                throw new HomeAuthException(ErrorCodes.CredentialLinked);
            }
        }
    }
}

/// <summary>One way by which somebody can sign in.</summary>
/// <param name="Id">The credential.</param>
/// <param name="ProviderType">The provider's type.</param>
/// <param name="ProviderId">Which of several of that type.</param>
/// <param name="ProviderName">The provider's name; null when it is not configured any more, and signs nobody in.</param>
/// <param name="Account">What the provider knows the person by, where that means something to people.</param>
/// <param name="CreatedAt">When it was linked.</param>
public sealed record LinkedCredential(string Id, string ProviderType, string ProviderId, string? ProviderName, string? Account, DateTimeOffset CreatedAt)
{
    /// <summary>Whether its person may take it away.</summary>
    public bool MayBeUnlinked => ProviderType != HomeAssistantAuthProvider.TypeName;
}
