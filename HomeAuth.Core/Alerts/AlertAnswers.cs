using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Alerts;

/// <summary>What a person says of an alert: in the app, or by the link in a message, where nobody is signed in.</summary>
/// <remarks>
/// The link gives whoever reads the message the means to put the person back in charge: the device is out, and a new password is chosen. It signs
/// nobody in and leaves second factors alone, and a password, known or guessed, is no part of it.
/// </remarks>
public sealed class AlertAnswers(
    HomeAuthDb db,
    AlertInbox inbox,
    UnusualSignIns devices,
    RefreshTokenManager tokens,
    RecoveryLinks links,
    Authority authority,
    HouseEvents events,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>How long a link in a message is good for.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromDays(7);

    /// <summary>Says that it was oneself; the links in its messages end.</summary>
    /// <returns>False when there is no such alert, or it was answered, or it is about this very device.</returns>
    public async Task<bool> OwnAsync(string alertId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        return await inbox.Open(actor).AnyAsync(alert => alert.Id == alertId, cancellationToken)
            && await AnswerAsync(alertId, actor, wasMine: true, cancellationToken);
    }

    /// <summary>Says that it was somebody else: the device, with all it got for itself since, ends at once.</summary>
    /// <returns>What was done; null as in <see cref="OwnAsync"/>.</returns>
    public async Task<AlertDisowned?> DisownAsync(string alertId, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        var alert = await inbox.Open(actor).AsNoTracking().Include(alert => alert.Event).SingleOrDefaultAsync(alert => alert.Id == alertId, cancellationToken);
        return alert is null ? null : await DisownAsync(alert, actor, cancellationToken);
    }

    /// <summary>What a link is about; null when it is good for nothing any more.</summary>
    public async Task<AlertLinkView?> FindAsync(string secret, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (TokenSecrets.Hash(secret), time.GetUtcNow());
        var found = await db.Alerts.AsNoTracking().Include(alert => alert.Event)
            .Where(alert => db.AlertLinks.Any(link => link.Hash == hash && link.AlertId == alert.Id && link.ExpireAt > now))
            .Select(alert => new
            {
                Alert = alert,
                IsSignedIn = db.RefreshTokens.Any(token => token.Id == alert.Event.TokenId && token.UserId == alert.UserId),
                Name = db.Users.Where(user => user.Id == alert.UserId).Select(user => user.Name).Single(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new AlertLinkView(found.Name, AlertView.Of(found.Alert, found.IsSignedIn));
    }

    /// <summary>Says by a link that it was somebody else. The link stays good until a new password was chosen, so that nothing is lost on the way.</summary>
    /// <returns>What was done; null when the link is good for nothing any more.</returns>
    public async Task<AlertDisowned?> DisownByLinkAsync(string secret, RequestOrigin origin, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (TokenSecrets.Hash(secret), time.GetUtcNow());
        var alert = await db.Alerts.AsNoTracking().Include(alert => alert.Event)
            .SingleOrDefaultAsync(alert => db.AlertLinks.Any(link => link.Hash == hash && link.AlertId == alert.Id && link.ExpireAt > now), cancellationToken);
        if (alert is null)
        {
            return null;
        }

        var done = await DisownAsync(alert, new Actor(alert.UserId, null, origin), cancellationToken);
        return done with { RecoverySecret = await links.IssueForAlertAsync(alert.UserId, origin, cancellationToken) };
    }

    /// <summary>Forgets links that have ended.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        return db.AlertLinks.Where(link => link.ExpireAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    // The device first: should the house stop here, the alert is still open, and can be answered again.
    private async Task<AlertDisowned> DisownAsync(Alert alert, Actor actor, CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var tokenId in (await devices.TokensSinceAsync(alert.Event, cancellationToken)).Where(id => id != actor.TokenId))
        {
            // What somebody else did to the person, such as an administrator, they did with a token of their own, which is not the person's to end.
            ended += await tokens.RevokeAsync(alert.UserId, tokenId, RevocationReasons.Revoked, actor, cancellationToken) ? 1 : 0;
        }

        await TakeTargetBackAsync(alert, cancellationToken);
        await AnswerAsync(alert.Id, actor, wasMine: false, cancellationToken);
        return new AlertDisowned(ended, null);
    }

    // Where messages go may have been chosen by whoever it was: they go again where they went before.
    private async Task TakeTargetBackAsync(Alert alert, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = alert.Event.At;
        var before = await db.Alerts.Where(other => other.UserId == alert.UserId && other.Kind == AlertKinds.TargetChanged && other.EventId >= alert.EventId)
            .OrderBy(other => other.EventId).Select(other => other.Target).FirstOrDefaultAsync(cancellationToken);
        await db.AlertChoices.Where(choice => choice.UserId == alert.UserId && choice.TargetChosenAt >= at).ExecuteUpdateAsync(
            set => set.SetProperty(choice => choice.Target, before).SetProperty(choice => choice.TargetChosenAt, (DateTimeOffset?)null), cancellationToken);
    }

    private async Task<bool> AnswerAsync(string alertId, Actor actor, bool wasMine, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Alerts.Where(alert => alert.Id == alertId && alert.WasMine == null)
            .ExecuteUpdateAsync(set => set.SetProperty(alert => alert.WasMine, wasMine), cancellationToken) == 0)
        {
            return false;
        }

        if (wasMine)
        {
            await db.AlertLinks.Where(link => link.AlertId == alertId).ExecuteDeleteAsync(cancellationToken);
        }

        history.Add(SecurityEventTypes.AlertAnswered, actor.UserId, actor, detail: wasMine ? "mine" : "not_mine");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.PublishAsync(db, new AlertsChanged(actor.UserId, EventContext.Of(actor.UserId)), CancellationToken.None);
        return true;
    }
}

/// <summary>What was done about a stranger.</summary>
/// <param name="Ended">How many devices and tokens were ended.</param>
/// <param name="RecoverySecret">The secret of a link with which a new password is chosen; null when the person is to do that in the app, or has no password.</param>
public sealed record AlertDisowned(int Ended, string? RecoverySecret);

/// <summary>What a link in a message is about.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Alert">The alert.</param>
public sealed record AlertLinkView(string Name, AlertView Alert);
