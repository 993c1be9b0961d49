using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Hands the house over with the consent of both: the owner offers, the heir accepts, and each proves at that moment who they are.</summary>
public sealed class OwnerOffers(
    HomeAuthDb db, OwnerTransfer transfer, Authority authority, RecentProof proof, TokenRevocations revocations, SecurityHistory history, TimeProvider time)
{
    /// <summary>How long an offer waits for an answer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Offers the house to somebody; an earlier offer ends.</summary>
    /// <exception cref="HomeAuthException">The actor is not the owner or has to prove again who they are, or the heir cannot be the owner.</exception>
    public async Task OfferAsync(string heirId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.TransferHouse, actor, null, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        if (heirId == actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.OwnAccount);
        }

        if (await transfer.ObstacleAsync(heirId, cancellationToken) is { } obstacle)
        {
            throw new HomeAuthException(obstacle);
        }

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.OwnerOffers.ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryLinks.Where(link => link.UserId == heirId).ExecuteDeleteAsync(cancellationToken);
        db.OwnerOffers.Add(new OwnerOffer { OwnerId = actor.UserId, HeirId = heirId, CreatedAt = now, ExpireAt = now + Lifetime });
        Note(SecurityEventTypes.OwnerOffered, actor.UserId, heirId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await revocations.UserChangedAsync(db, heirId, CancellationToken.None);
    }

    /// <summary>The offer that waits for an answer; null when there is none.</summary>
    public async Task<OfferView?> FindAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return await db.OwnerOffers.AsNoTracking().Where(offer => offer.ExpireAt > now)
            .Join(db.Users, offer => offer.OwnerId, owner => owner.Id, (offer, owner) => new { Offer = offer, Owner = owner })
            .Join(db.Users, row => row.Offer.HeirId, heir => heir.Id, (row, heir) =>
                new OfferView(row.Owner.Id, row.Owner.Name, heir.Id, heir.Name, row.Offer.ExpireAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Becomes the owner.</summary>
    /// <exception cref="HomeAuthException">There is no offer to the actor, who offered is the owner no more, or the actor cannot be the owner or has to prove again who they are.</exception>
    public async Task AcceptAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        var offer = await FindAsync(cancellationToken);
        if (offer?.HeirId != actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.NoOffer);
        }

        await transfer.HandOverAsync(
            offer.OwnerId,
            actor.UserId,
            actor,
            // Taken back at this very moment, there is nothing to accept.
            async token => await db.OwnerOffers.Where(row => row.OwnerId == offer.OwnerId && row.HeirId == actor.UserId).ExecuteDeleteAsync(token) == 1,
            cancellationToken);
    }

    /// <summary>Declines an offer, or takes it back.</summary>
    /// <returns>False when there is none that the actor made or was made.</returns>
    /// <exception cref="HomeAuthException">The token is not for such acts.</exception>
    public async Task<bool> EndAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        var offer = await FindAsync(cancellationToken);
        if (offer is null || (offer.OwnerId != actor.UserId && offer.HeirId != actor.UserId)
            || await db.OwnerOffers.Where(row => row.OwnerId == offer.OwnerId && row.HeirId == offer.HeirId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        Note(SecurityEventTypes.OwnerOfferEnded, offer.OwnerId, offer.HeirId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.UserChangedAsync(db, offer.HeirId, CancellationToken.None);
        await revocations.UserChangedAsync(db, offer.OwnerId, CancellationToken.None);
        return true;
    }

    /// <summary>Forgets an offer that has ended.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return db.OwnerOffers.Where(offer => offer.ExpireAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    private void Note(string type, string ownerId, string heirId, Actor actor)
    {
        foreach (var userId in new[] { ownerId, heirId })
        {
            history.Add(type, userId, actor, detail: heirId);
        }
    }
}

/// <summary>An offer of the house.</summary>
/// <param name="OwnerId">Who offers.</param>
/// <param name="OwnerName">Their name.</param>
/// <param name="HeirId">Who is to be the owner.</param>
/// <param name="HeirName">Their name.</param>
/// <param name="ExpireAt">Until when.</param>
public sealed record OfferView(string OwnerId, string OwnerName, string HeirId, string HeirName, DateTimeOffset ExpireAt);
