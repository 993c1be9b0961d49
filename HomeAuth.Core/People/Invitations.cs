using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>
/// Invitations: a link, good once and for some days, behind which a role and limits wait. The person chooses name and password or passkey; whoever
/// invites learns neither. An invitation is only as good as its inviter: who is no administrator any more has invited nobody.
/// </summary>
public sealed class Invitations(
    HomeAuthDb db, NewPeople people, Authority authority, RecentProof proof, HouseEvents events, PersonEntities entities, SecurityHistory history, TimeProvider time)
{
    /// <summary>Longest life of an invitation.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Most invitations that may be open at once.</summary>
    public const int MostOpen = 200;

    /// <summary>Invites somebody.</summary>
    /// <returns>The invitation and the secret of its link.</returns>
    /// <exception cref="HomeAuthException">A value breaks a rule, or the actor may not or has to prove again who they are.</exception>
    public async Task<(Invitation Invitation, string Secret)> CreateAsync(InvitationRequest request, Actor actor, CancellationToken cancellationToken = default)
    {
        if (DisplayName.Check(request.Name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        if (request.Lifetime < TimeSpan.FromMinutes(1) || request.Lifetime > Longest)
        {
            throw new HomeAuthException(ErrorCodes.LifetimeInvalid, "lifetime");
        }

        await authority.RequireAsync(Acts.AddPeople, actor, null, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        await authority.RequireMayGiveAsync(request.GroupIds, actor, cancellationToken);
        await GroupRegistry.RequireAsync(db, request.GroupIds, cancellationToken);
        people.RequireFuture(request.Limits);
        if (await db.Invitations.CountAsync(cancellationToken) >= MostOpen)
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge);
        }

        var (secret, now) = (TokenSecrets.New()[..64], time.GetUtcNow());
        var invitation = new Invitation
        {
            Hash = TokenSecrets.Hash(secret),
            Name = DisplayName.Clean(request.Name!),
            GroupIds = string.Join('\n', request.GroupIds.Distinct()),
            LocalOnly = request.Limits.AtHomeOnly,
            LastDay = request.Limits.LastDay,
            Hours = request.Limits.Hours?.ToString(),
            InviterId = actor.UserId,
            CreatedAt = now,
            ExpireAt = now + request.Lifetime,
        };
        db.Invitations.Add(invitation);
        history.Add(SecurityEventTypes.InvitationCreated, null, actor, detail: invitation.Id);
        await db.SaveChangesAsync(cancellationToken);
        return (invitation, secret);
    }

    /// <summary>The open invitations, newest first.</summary>
    public async Task<IReadOnlyList<Invitation>> ListAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return await db.Invitations.AsNoTracking().Where(invitation => invitation.ExpireAt > now)
            .OrderByDescending(invitation => invitation.CreatedAt).ThenBy(invitation => invitation.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Takes an invitation back.</summary>
    /// <returns>False when there is none of that id any more.</returns>
    /// <exception cref="HomeAuthException">The actor may not.</exception>
    public async Task<bool> RevokeAsync(string invitationId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.AddPeople, actor, null, cancellationToken);
        if (await db.Invitations.Where(invitation => invitation.Id == invitationId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        history.Add(SecurityEventTypes.InvitationRevoked, null, actor, detail: invitationId);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>What waits behind a link; null when it is good for nothing.</summary>
    public async Task<InvitationView?> FindAsync(string secret, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (TokenSecrets.Hash(secret), time.GetUtcNow());
        var row = await db.Invitations.AsNoTracking().Where(invitation => invitation.Hash == hash && invitation.ExpireAt > now)
            .Join(db.Users.Where(user => user.IsActive), invitation => invitation.InviterId, user => user.Id, (invitation, user) => new { Invitation = invitation, Inviter = user })
            .SingleOrDefaultAsync(cancellationToken);
        return row is not null && await authority.FindAsync(row.Inviter.Id, cancellationToken) is { IsAdmin: true }
            ? new InvitationView(row.Invitation, row.Inviter.Name, row.Invitation.GroupIds.Split('\n', StringSplitOptions.RemoveEmptyEntries), AccessLimits.Of(row.Invitation))
            : null;
    }

    /// <summary>Refuses a link that is good for nothing, and a username that somebody has.</summary>
    /// <exception cref="HomeAuthException">One or the other.</exception>
    public async Task RequireFreeAsync(string secret, string username, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(secret, cancellationToken) is null)
        {
            throw new HomeAuthException(ErrorCodes.InvalidInvitation);
        }

        var normalized = Username.Check(username) is null ? Username.Normalize(username) : "";
        if (await db.Users.AnyAsync(user => user.NormalizedUserName == normalized, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.UsernameExists, "username");
        }
    }

    /// <summary>Comes into the house. The account is there whole, and the invitation used up, or nothing has happened.</summary>
    /// <param name="secret">The secret of the link.</param>
    /// <param name="name">The display name.</param>
    /// <param name="username">The name to sign in with.</param>
    /// <param name="proof">The password, or a passkey whose ceremony succeeded.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The new user and the credential to sign in with.</returns>
    /// <exception cref="HomeAuthException">The link is good for nothing, or a value breaks a rule; the link stays good then.</exception>
    public async Task<(string UserId, string CredentialId)> AcceptAsync(
        string secret, string? name, string? username, FirstProof proof, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(secret, cancellationToken) is not { } view)
        {
            throw new HomeAuthException(ErrorCodes.InvalidInvitation);
        }

        var person = await people.PrepareAsync(name, username, proof, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of several at once one takes it.
        if (await db.Invitations.Where(invitation => invitation.Id == view.Invitation.Id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.InvalidInvitation);
        }

        var actor = new Actor(person.User.Id, null, origin);
        // A group may have been removed since; the others are still meant.
        var groupIds = await db.Roles.Where(group => view.GroupIds.Contains(group.Id)).Select(group => group.Id).ToListAsync(cancellationToken);
        await people.AddAsync(person, groupIds, view.Limits, cancellationToken);
        history.Add(SecurityEventTypes.InvitationAccepted, person.User.Id, actor, detail: view.Invitation.InviterId);
        await people.SaveAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var context = EventContext.Of(view.Invitation.InviterId);
        await events.PublishAsync(db, new UserAdded(person.User.Id, context), CancellationToken.None);
        await entities.ChangedAsync(db, context, CancellationToken.None);
        return (person.User.Id, person.Credential.Id);
    }

    /// <summary>Forgets invitations that have ended.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return db.Invitations.Where(invitation => invitation.ExpireAt <= now).ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>An invitation as somebody wants one.</summary>
/// <param name="Name">For whom.</param>
/// <param name="GroupIds">The groups that the person will belong to.</param>
/// <param name="Limits">When and from where the person may come.</param>
/// <param name="Lifetime">How long the link is good, up to <see cref="Invitations.Longest"/>.</param>
public sealed record InvitationRequest(string? Name, IReadOnlyCollection<string> GroupIds, AccessLimits Limits, TimeSpan Lifetime);

/// <summary>What waits behind a link.</summary>
/// <param name="Invitation">The invitation.</param>
/// <param name="InviterName">Who invites.</param>
/// <param name="GroupIds">The groups that the person will belong to.</param>
/// <param name="Limits">When and from where they may come.</param>
public sealed record InvitationView(Invitation Invitation, string InviterName, IReadOnlyList<string> GroupIds, AccessLimits Limits);
