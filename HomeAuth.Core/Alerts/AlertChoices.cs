using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Alerts;

/// <summary>How a person wants to be told outside of the app: where, of what, and when not. In the app they see everything, at once.</summary>
public sealed class AlertChoices(
    HomeAuthDb db,
    AlertTargets targets,
    UserPreferences preferences,
    ComposeNotification compose,
    RecentProof proof,
    Authority authority,
    HouseEvents events,
    SecurityHistory history,
    TimeProvider time)
{
    /// <summary>How long to wait between two test messages.</summary>
    public static readonly TimeSpan BetweenTests = TimeSpan.FromMinutes(1);

    /// <summary>What somebody chose.</summary>
    public async Task<AlertChoiceView> FindAsync(string userId, CancellationToken cancellationToken = default)
    {
        var choice = await db.AlertChoices.AsNoTracking().SingleOrDefaultAsync(choice => choice.UserId == userId, cancellationToken);
        return choice is null
            ? new AlertChoiceView(null, [], null)
            : new AlertChoiceView(targets.Unprotect(userId, choice.Target), Kinds(choice), QuietHoursOf(choice));
    }

    /// <summary>Chooses where messages go; null for nowhere. Whoever read them until now is told.</summary>
    /// <exception cref="HomeAuthException">Nothing can be sent there, or the person has to prove again who they are.</exception>
    public async Task SetTargetAsync(AlertTarget? target, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(actor, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        var chosen = target is null ? null : targets.Checked(target);
        // Before the transaction: the first secret of a house makes its key, which is written on a connection of its own.
        var written = targets.Protect(actor.UserId, chosen ?? new AlertTarget("", ""));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var choice = await RowAsync(actor.UserId, cancellationToken);
        var before = targets.Unprotect(actor.UserId, choice.Target);
        if (before == chosen)
        {
            return;
        }

        var entry = history.Add(SecurityEventTypes.AlertsChanged, actor.UserId, actor, detail: "target");
        history.Alert(entry, AlertKinds.TargetChanged, choice.Target);
        choice.Target = chosen is null ? null : written;
        choice.TargetChosenAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await events.PublishAsync(db, new AlertsChanged(actor.UserId, EventContext.Of(actor.UserId)), CancellationToken.None);
    }

    /// <summary>Chooses of what no message is sent, and when none is.</summary>
    /// <exception cref="HomeAuthException">There is no such kind, or the person has to prove again who they are.</exception>
    public async Task SetQuietAsync(IReadOnlyCollection<string> silentKinds, QuietHours? hours, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(actor, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        if (silentKinds.Except(AlertKinds.Optional).Any())
        {
            throw new HomeAuthException(ErrorCodes.InvalidScope, "kinds");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var choice = await RowAsync(actor.UserId, cancellationToken);
        choice.SilentKinds = string.Join(' ', AlertKinds.Optional.Intersect(silentKinds));
        (choice.QuietFrom, choice.QuietTo) = (Minute(hours?.From), Minute(hours?.To));
        if (db.ChangeTracker.HasChanges())
        {
            history.Add(SecurityEventTypes.AlertsChanged, actor.UserId, actor, detail: "quiet");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Sends a message to where messages go, so that the person sees that they arrive.</summary>
    /// <exception cref="HomeAuthException">There is nowhere to send it, it could not be sent, or the last one is not long ago.</exception>
    public async Task TestAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireAsync(actor, cancellationToken);
        var row = await db.AlertChoices.AsNoTracking().SingleOrDefaultAsync(choice => choice.UserId == actor.UserId, cancellationToken);
        if (targets.Unprotect(actor.UserId, row?.Target) is not { } target || targets.Find(target.Notifier) is not { } notifier)
        {
            throw new HomeAuthException(ErrorCodes.InvalidTarget, "target");
        }

        DateTimeOffset? now = time.GetUtcNow();
        var latest = now - BetweenTests;
        // One UPDATE decides, so that of many clicks on many servers one sends.
        if (await db.AlertChoices.Where(choice => choice.UserId == actor.UserId && (choice.TestedAt == null || choice.TestedAt <= latest))
            .ExecuteUpdateAsync(set => set.SetProperty(choice => choice.TestedAt, now), cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.TooManyMessages);
        }

        var language = (await preferences.LanguageOfAsync(actor.UserId, cancellationToken))?.Language;
        await notifier.SendAsync(target.Address, compose(new Notification.Test(), language), cancellationToken);
    }

    internal static IReadOnlyList<string> Kinds(AlertChoice choice) => choice.SilentKinds.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static QuietHours? QuietHoursOf(AlertChoice choice) =>
        choice is { QuietFrom: { } from, QuietTo: { } to } ? new QuietHours(Time(from), Time(to)) : null;

    private static int? Minute(TimeOnly? time) => (time?.Hour * 60) + time?.Minute;

    private static TimeOnly Time(int minute) => new(minute / 60, minute % 60);

    private Task RequireAsync(Actor actor, CancellationToken cancellationToken) => authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);

    private async Task<AlertChoice> RowAsync(string userId, CancellationToken cancellationToken)
    {
        // Two that are first at once are both content, and the later one waits for the earlier.
        await db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "AlertChoices" ("UserId", "SilentKinds") VALUES ({userId}, '') ON CONFLICT DO NOTHING""", cancellationToken);
        await db.AlertChoices.Where(choice => choice.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(choice => choice.SilentKinds, choice => choice.SilentKinds), cancellationToken);
        return await db.AlertChoices.SingleAsync(choice => choice.UserId == userId, cancellationToken);
    }
}

/// <summary>How somebody is told.</summary>
/// <param name="Target">Where messages go; null for nowhere.</param>
/// <param name="SilentKinds">Of what none is sent, values of <see cref="AlertKinds"/>.</param>
/// <param name="Quiet">When none is sent; null for never.</param>
public sealed record AlertChoiceView(AlertTarget? Target, IReadOnlyList<string> SilentKinds, QuietHours? Quiet);
