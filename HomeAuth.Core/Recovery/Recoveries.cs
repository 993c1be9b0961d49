using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace HomeAuth.Core.Recovery;

/// <summary>What is the same however somebody comes back: their tokens end, the history says so, the other administrators are told, and a factor that was lost has to be set up again.</summary>
public sealed class Recoveries(HomeAuthDb db, RefreshTokenManager tokens, TokenRevocations revocations, Authority authority, SecurityHistory history, TimeProvider time)
{
    /// <summary>The recoveries that an administrator is told of: those of others, newest first.</summary>
    /// <param name="adminId">Who is told.</param>
    /// <param name="age">How far back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RecoveryNotice>> ListAsync(string adminId, TimeSpan age, CancellationToken cancellationToken = default)
    {
        var oldest = time.GetUtcNow() - age;
        return await db.SecurityEvents.AsNoTracking()
            .Where(entry => entry.Type == SecurityEventTypes.Recovered && entry.Succeeded && entry.At > oldest && entry.UserId != adminId)
            .OrderByDescending(entry => entry.Id).Take(20)
            .Join(db.Users, entry => entry.UserId, user => user.Id, (entry, user) => new RecoveryNotice(entry.At, user.Name, entry.Detail!, entry.Address))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The person who is to be helped.</summary>
    /// <exception cref="HomeAuthException">No such user, not a person, or the owner, whom nobody but the machine itself can help.</exception>
    internal async Task<HomeUser> HelpableAsync(string userId, Actor actor, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        if (user.SystemGenerated || user.IsService)
        {
            throw new HomeAuthException(ErrorCodes.SystemGenerated);
        }

        await authority.RequireAsync(Acts.RecoverPeople, actor, userId, cancellationToken);
        return user;
    }

    /// <summary>Writes the end of a recovery into the caller's transaction, and commits it.</summary>
    /// <param name="transaction">The caller's.</param>
    /// <param name="userId">Who came back.</param>
    /// <param name="route">How, one of <see cref="RecoveryRoutes"/>.</param>
    /// <param name="lostFactor">Whether a second factor was lost, so that there may be none left to find.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task CompleteAsync(
        IDbContextTransaction transaction, string userId, string route, bool lostFactor, Actor actor, CancellationToken cancellationToken)
    {
        var ended = await tokens.DeleteAsync(
            db.RefreshTokens.Where(token => token.UserId == userId), RevocationReasons.Recovered, actor.Origin, actor.UserId, cancellationToken);
        // Whoever never had a second factor is advised to set one up; whoever lost one, has to.
        var hadFactor = lostFactor
            || await db.MfaFactors.AnyAsync(factor => factor.UserId == userId, cancellationToken)
            || await db.Passkeys.AnyAsync(passkey => passkey.UserId == userId, cancellationToken);
        var stamp = Identifier.New();
        await db.Users.Where(user => user.Id == userId).ExecuteUpdateAsync(
            set => set.SetProperty(user => user.SecondFactorDue, user => user.SecondFactorDue || hadFactor).SetProperty(user => user.SecurityStamp, stamp),
            cancellationToken);
        // Whoever is to own the house has proved it with what only they know; that is not so any more.
        await db.OwnerOffers.Where(offer => offer.HeirId == userId).ExecuteDeleteAsync(cancellationToken);
        // Whoever had signed in on some browser in their place does not pass for them there any more.
        await db.KnownDevices.Where(device => device.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        // What was on its way to a token ends too.
        await db.AuthorizationCodes.Where(code => code.UserId == userId && code.RedeemedAt == null).ExecuteDeleteAsync(cancellationToken);

        history.Add(SecurityEventTypes.Recovered, userId, actor, detail: route);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
        await revocations.UserChangedAsync(db, userId, CancellationToken.None);
    }
}

/// <summary>Somebody came back into their account.</summary>
/// <param name="At">When.</param>
/// <param name="Name">Who.</param>
/// <param name="Route">How, one of <see cref="RecoveryRoutes"/>.</param>
/// <param name="Address">From where; null for the machine itself.</param>
public sealed record RecoveryNotice(DateTimeOffset At, string Name, string Route, string? Address);
