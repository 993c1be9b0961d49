using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Alerts;

/// <summary>The alerts that a person has not answered yet. What a device did itself it is not asked about: it would answer for whoever holds it.</summary>
public sealed class AlertInbox(HomeAuthDb db, HouseEvents events, TimeProvider time)
{
    /// <summary>Most alerts that are shown at once; the others follow when these are answered.</summary>
    public const int Shown = 20;

    /// <summary>The latest ones, newest first.</summary>
    public async Task<IReadOnlyList<AlertView>> ListAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var rows = await Open(actor).AsNoTracking().Include(alert => alert.Event).OrderByDescending(alert => alert.EventId).Take(Shown)
            .Select(alert => new { Alert = alert, IsSignedIn = db.RefreshTokens.Any(token => token.Id == alert.Event.TokenId && token.UserId == alert.UserId) })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => AlertView.Of(row.Alert, row.IsSignedIn))];
    }

    /// <summary>How many there are that the person has not seen.</summary>
    public Task<int> CountUnseenAsync(Actor actor, CancellationToken cancellationToken = default) =>
        Open(actor).CountAsync(alert => alert.SeenAt == null, cancellationToken);

    /// <summary>Notes that the person has seen some of them.</summary>
    public async Task SeeAsync(IReadOnlyCollection<string> alertIds, Actor actor, CancellationToken cancellationToken = default)
    {
        DateTimeOffset? now = time.GetUtcNow();
        if (await Open(actor).Where(alert => alertIds.Contains(alert.Id) && alert.SeenAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(alert => alert.SeenAt, now), cancellationToken) > 0)
        {
            await events.PublishAsync(db, new AlertsChanged(actor.UserId, EventContext.Of(actor.UserId)), CancellationToken.None);
        }
    }

    /// <summary>Those that the actor may answer.</summary>
    internal IQueryable<Alert> Open(Actor actor) => db.Alerts.Where(alert =>
        alert.UserId == actor.UserId && alert.WasMine == null && (actor.TokenId == null || alert.Event.TokenId != actor.TokenId || alert.Event.TokenId == null));
}
