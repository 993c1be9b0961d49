using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Alerts;

/// <summary>Sends the messages of alerts, one by one: each is claimed by one UPDATE, so that of several servers one sends it, and tried again later when it did not leave.</summary>
public sealed class AlertPost(
    HomeAuthDb db, AlertTargets targets, ComposeNotification compose, HouseEvents events, HouseSettings settings, TimeProvider time, ILogger<AlertPost> logger)
{
    /// <summary>How often a message is tried: over the first minutes, and then for two days.</summary>
    public const int MostAttempts = 12;

    private const int Batch = 500;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    /// <summary>What is due now, by the way it goes, oldest first. What is not to be sent at all is done with here.</summary>
    public async Task<ILookup<string, string>> DueAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var due = await db.Alerts.AsNoTracking().Include(alert => alert.Event).Where(alert => alert.DueAt <= now)
            .OrderBy(alert => alert.DueAt).Take(Batch).ToListAsync(cancellationToken);
        var people = due.Select(alert => alert.UserId).Distinct().ToList();
        var choices = await db.AlertChoices.AsNoTracking().Where(choice => people.Contains(choice.UserId)).ToDictionaryAsync(choice => choice.UserId, cancellationToken);
        List<(string Notifier, string AlertId)> ready = [];
        foreach (var alert in due)
        {
            var choice = choices.GetValueOrDefault(alert.UserId);
            if (TargetOf(alert, choice) is not { } target || targets.Find(target.Notifier) is null)
            {
                await PutOffAsync(alert, null, cancellationToken);
            }
            else if (choice is not null && AlertChoices.QuietHoursOf(choice)?.EndAfter(now, settings.Current.TimeZone) is { } end)
            {
                await PutOffAsync(alert, end, cancellationToken);
            }
            else
            {
                ready.Add((target.Notifier, alert.Id));
            }
        }

        return ready.ToLookup(one => one.Notifier, one => one.AlertId);
    }

    /// <summary>Sends one message, unless another server does.</summary>
    /// <returns>False when it could not be sent, so that others need not be tried the same way just now.</returns>
    public async Task<bool> SendAsync(string alertId, CancellationToken cancellationToken = default)
    {
        var alert = await db.Alerts.AsNoTracking().Include(alert => alert.Event).SingleOrDefaultAsync(alert => alert.Id == alertId, cancellationToken);
        if (alert?.DueAt is not { } due || due > time.GetUtcNow() || !await ClaimAsync(alert, cancellationToken))
        {
            return true;
        }

        var choice = await db.AlertChoices.AsNoTracking().SingleOrDefaultAsync(choice => choice.UserId == alert.UserId, cancellationToken);
        if (TargetOf(alert, choice) is not { } target || targets.Find(target.Notifier) is not { } notifier)
        {
            return true;
        }

        try
        {
            await notifier.SendAsync(target.Address, await WriteAsync(alert, cancellationToken), cancellationToken);
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.NotifierFailed)
        {
            // The notifier has said why.
            if (alert.Attempts + 1 >= MostAttempts)
            {
                logger.LogWarning("The message about an alert was given up after {Attempts} tries; it stays in the app", MostAttempts);
            }

            return false;
        }

        DateTimeOffset? now = time.GetUtcNow();
        await db.Alerts.Where(one => one.Id == alertId).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.SentAt, now).SetProperty(one => one.DueAt, (DateTimeOffset?)null), CancellationToken.None);
        return true;
    }

    /// <summary>When it is tried again, should this try not succeed, or the house stop in the middle of it; null for never again.</summary>
    internal static DateTimeOffset? NextTry(DateTimeOffset now, int attempts) => attempts >= MostAttempts
        ? null
        : now + TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << (attempts - 1)));

    private async Task<bool> ClaimAsync(Alert alert, CancellationToken cancellationToken)
    {
        var (due, attempts) = (alert.DueAt, alert.Attempts + 1);
        var next = NextTry(time.GetUtcNow(), attempts);
        if (await db.Alerts.Where(one => one.Id == alert.Id && one.DueAt == due && one.Attempts == alert.Attempts).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.DueAt, next).SetProperty(one => one.Attempts, attempts), cancellationToken) == 0)
        {
            return false;
        }

        await TellAsync(alert, cancellationToken);
        return true;
    }

    private async Task PutOffAsync(Alert alert, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var due = alert.DueAt;
        if (await db.Alerts.Where(one => one.Id == alert.Id && one.DueAt == due)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.DueAt, until), cancellationToken) == 1)
        {
            await TellAsync(alert, cancellationToken);
        }
    }

    // Open pages hear of a new alert from whoever looks at it first; most acts that make one know of no pages.
    private Task TellAsync(Alert alert, CancellationToken cancellationToken) => alert.Attempts > 0
        ? Task.CompletedTask
        : events.PublishAsync(db, new AlertsChanged(alert.UserId, EventContext.Of(alert.UserId)), cancellationToken);

    private AlertTarget? TargetOf(Alert alert, AlertChoice? choice) => alert.Kind == AlertKinds.TargetChanged
        ? targets.Unprotect(alert.UserId, alert.Target)
        : choice is null || AlertChoices.Kinds(choice).Contains(alert.Kind) ? null
        : targets.Unprotect(alert.UserId, choice.Target);

    // Each try has a link of its own, since only its hash is kept; one that left although the try was said to fail stays good.
    private async Task<NotificationText> WriteAsync(Alert alert, CancellationToken cancellationToken)
    {
        var secret = TokenSecrets.New()[..64];
        db.AlertLinks.Add(new AlertLink { Hash = TokenSecrets.Hash(secret), AlertId = alert.Id, ExpireAt = time.GetUtcNow() + AlertAnswers.LinkLifetime });
        await db.SaveChangesAsync(cancellationToken);
        var language = await db.Preferences.Where(preference => preference.UserId == alert.UserId && preference.Key == UserPreference.LanguageKey)
            .Select(preference => preference.Value).SingleOrDefaultAsync(cancellationToken);
        return compose(
            new Notification.Alert(alert.Kind, alert.Event.Type, alert.Event.At, alert.Event.Address, alert.Event.UserAgent, secret, AlertAnswers.LinkLifetime),
            UserPreferences.Read<LanguagePreference>(language)?.Language);
    }
}
