using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Recovery;

/// <summary>
/// Links with which a person chooses a new password: good for thirty minutes and once, killed by a newer one. Whoever makes one neither sees nor
/// chooses the password; second factors stay on, and the link signs nobody in.
/// </summary>
public sealed class RecoveryLinks(
    HomeAuthDb db,
    Recoveries recoveries,
    RecoveryCodes codes,
    Passwords passwords,
    PasswordHashing hashing,
    GuessProtection protection,
    RecentProof proof,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Makes a link for somebody.</summary>
    /// <returns>The secret of the link.</returns>
    /// <exception cref="HomeAuthException">
    /// No such user, without a password, the owner by somebody else, or the actor has to prove again who they are.
    /// </exception>
    public async Task<string> IssueAsync(string userId, string route, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        var user = await recoveries.HelpableAsync(userId, actor, cancellationToken);
        return user.UserName is null ? throw new HomeAuthException(ErrorCodes.NoPassword) : await WriteAsync(userId, route, actor, cancellationToken);
    }

    /// <summary>Takes a recovery code in place of a forgotten password.</summary>
    /// <returns>The secret of a link, or how long to wait, or neither when name or code are wrong.</returns>
    /// <remarks>Unknown name and wrong code are the same answer after the same work, and count as guesses at the account.</remarks>
    public async Task<GuessOutcome<string>> IssueForCodeAsync(
        string username, string code, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var normalized = Username.Normalize(username);
        var known = Username.Check(normalized) is null ? normalized : "";
        var userId = await db.Users.Where(user => user.NormalizedUserName == known && user.IsActive && !user.SystemGenerated)
            .Select(user => user.Id).SingleOrDefaultAsync(cancellationToken);
        var outcome = await protection.TryAsync(
            GuessProtection.Account(normalized, userId),
            origin,
            async () => await codes.UseAsync(userId, code, cancellationToken) ? userId : null,
            () => history.Add(SecurityEventTypes.RecoveryCodeUsed, userId, origin, succeeded: false, detail: ErrorCodes.InvalidCode),
            cancellationToken);
        if (outcome.Right is null)
        {
            return outcome;
        }

        var actor = new Actor(outcome.Right, null, origin);
        history.Add(SecurityEventTypes.RecoveryCodeUsed, outcome.Right, actor);
        return new GuessOutcome<string>(await WriteAsync(outcome.Right, RecoveryRoutes.RecoveryCode, actor, CancellationToken.None), null);
    }

    /// <summary>Makes a link for somebody who has just said, by a message that reached them, that a stranger was in their account.</summary>
    /// <returns>The secret of the link; null when the person has no password to change.</returns>
    internal async Task<string?> IssueForAlertAsync(string userId, RequestOrigin origin, CancellationToken cancellationToken) =>
        await db.Users.AnyAsync(user => user.Id == userId && user.UserName != null && user.PasswordHash != null, cancellationToken)
            ? await WriteAsync(userId, RecoveryRoutes.Alert, new Actor(userId, null, origin), cancellationToken)
            : null;

    /// <summary>Whose link it is, or null when it is good for nothing.</summary>
    public async Task<RecoveryLinkOwner?> FindAsync(string secret, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (TokenSecrets.Hash(secret), time.GetUtcNow());
        return await db.RecoveryLinks.Where(link => link.Hash == hash && link.ExpireAt > now)
            .Join(db.Users, link => link.UserId, user => user.Id, (link, user) => new RecoveryLinkOwner(user.Name, user.UserName!))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Chooses the new password.</summary>
    /// <exception cref="HomeAuthException">The link is good for nothing, or the password breaks a rule; the link stays good then.</exception>
    public async Task RedeemAsync(string secret, string? password, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(secret, cancellationToken) is not { } owner)
        {
            throw new HomeAuthException(ErrorCodes.InvalidRecoveryLink);
        }

        if (passwords.Check(password, owner.Username, owner.Name) is { } code)
        {
            throw new HomeAuthException(code, "password");
        }

        await RefuseKnownAsync(secret, password!, cancellationToken);
        var newHash = await hashing.HashAsync(password!, cancellationToken);
        var (hash, now) = (TokenSecrets.Hash(secret), time.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var link = await db.RecoveryLinks.AsNoTracking().SingleOrDefaultAsync(link => link.Hash == hash && link.ExpireAt > now, cancellationToken);
        if (link is null || await db.RecoveryLinks.Where(row => row.Hash == hash).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.InvalidRecoveryLink);
        }

        var stamp = Identifier.New();
        await db.Users.Where(user => user.Id == link.UserId).ExecuteUpdateAsync(
            set => set.SetProperty(user => user.PasswordHash, newHash).SetProperty(user => user.PasswordChangeDue, false).SetProperty(user => user.SecurityStamp, stamp), cancellationToken);
        await protection.ForgiveAsync(GuessProtection.Account(Username.Normalize(owner.Username)), cancellationToken);
        history.Add(SecurityEventTypes.PasswordChanged, link.UserId, origin, detail: link.Route, actorId: link.UserId);
        // Links in messages have done what they are for.
        await db.AlertLinks.Where(old => db.Alerts.Any(alert => alert.Id == old.AlertId && alert.UserId == link.UserId)).ExecuteDeleteAsync(cancellationToken);
        await recoveries.CompleteAsync(transaction, link.UserId, link.Route, lostFactor: false, new Actor(link.UserId, null, origin), cancellationToken);
    }

    /// <summary>Forgets links that have ended.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return db.RecoveryLinks.Where(link => link.ExpireAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    // A forgotten password may be chosen again; one that a stranger knows may not.
    private async Task RefuseKnownAsync(string secret, string password, CancellationToken cancellationToken)
    {
        var hash = TokenSecrets.Hash(secret);
        var old = await db.RecoveryLinks.Where(link => link.Hash == hash && link.Route == RecoveryRoutes.Alert)
            .Join(db.Users, link => link.UserId, user => user.Id, (_, user) => user.PasswordHash).SingleOrDefaultAsync(cancellationToken);
        if (old is not null && await hashing.VerifyAsync(old, password, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.PasswordUnchanged, "password");
        }
    }

    private async Task<string> WriteAsync(string userId, string route, Actor actor, CancellationToken cancellationToken)
    {
        var (secret, now) = (TokenSecrets.New()[..64], time.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Holds the user's row until the commit, so that of two new links at once the later takes the other's place.
        await db.Users.Where(user => user.Id == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, user => user.IsActive), cancellationToken);
        await db.RecoveryLinks.Where(link => link.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        // With the link somebody else could accept the house in their place.
        await db.OwnerOffers.Where(offer => offer.HeirId == userId).ExecuteDeleteAsync(cancellationToken);
        db.RecoveryLinks.Add(new RecoveryLink
        {
            UserId = userId,
            Hash = TokenSecrets.Hash(secret),
            Route = route,
            CreatedAt = now,
            ExpireAt = now + Lifetime,
        });
        history.Add(SecurityEventTypes.RecoveryLinkIssued, userId, actor, detail: route);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return secret;
    }
}

/// <summary>Whose link it is.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Username">The name to sign in with.</param>
public sealed record RecoveryLinkOwner(string Name, string Username);
