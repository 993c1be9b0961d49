using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Household;

/// <summary>Changes the settings of the house.</summary>
public sealed class SettingsChange(HomeAuthDb db, HouseSettings settings, Authority authority, RecentProof proof, HouseEvents events, SecurityHistory history, TimeProvider time)
{
    /// <summary>Shortest lifetime of anything.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>Shortest time for which the history is kept: nobody wipes out what they have just done.</summary>
    public static readonly TimeSpan ShortestHistory = TimeSpan.FromDays(1);

    /// <summary>Shortest lifetime of a device that is not used: nobody signs the whole house out by a setting.</summary>
    public static readonly TimeSpan ShortestDevice = TimeSpan.FromHours(1);

    /// <summary>Longest lifetime of anything: ten years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Longest time for which the old password of the house may be taken once more.</summary>
    public static readonly TimeSpan LongestLegacy = TimeSpan.FromDays(30);

    /// <summary>Most home networks.</summary>
    public const int MostNetworks = 50;

    /// <summary>Most wrong guesses that an address can be allowed.</summary>
    public const int MostAttempts = 1000;

    /// <summary>Changes some settings; what the change leaves as it was read keeps whatever somebody else made of it meanwhile.</summary>
    /// <param name="change">Makes the new settings of the saved ones; null in them gives a setting back to the configuration.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <exception cref="HomeAuthException">The actor may not, or a value breaks a rule (the field says which), or it lets strangers do more and the actor has to prove again who they are.</exception>
    public async Task ChangeAsync(Func<SavedSettings, SavedSettings> change, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSettings, actor, null, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // There is a row from here on, and it is held: two changes of different settings do not undo each other.
        await db.Database.ExecuteSqlAsync(
            $$"""INSERT INTO "HouseDocuments" ("Key", "Value") VALUES ({{HouseSettings.DocumentKey}}, {{"{}"}}) ON CONFLICT DO NOTHING""", cancellationToken);
        var rows = db.HouseDocuments.Where(document => document.Key == HouseSettings.DocumentKey);
        await rows.ExecuteUpdateAsync(set => set.SetProperty(document => document.Value, document => document.Value), cancellationToken);
        var before = await HouseSettings.ReadAsync(db, cancellationToken);
        var saved = Checked(change(before));
        if (OpensTheHouse(before, saved))
        {
            await proof.RequireAsync(actor, cancellationToken);
        }

        var json = JsonSerializer.Serialize(saved);
        await rows.ExecuteUpdateAsync(set => set.SetProperty(document => document.Value, json), cancellationToken);
        history.Add(SecurityEventTypes.SettingsChanged, null, actor);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await settings.LoadAsync(CancellationToken.None);
        await events.PublishAsync(db, new SettingsChanged(EventContext.Of(actor.UserId)), CancellationToken.None);
    }

    // What keeps strangers out is not taken away by a borrowed device.
    private bool OpensTheHouse(SavedSettings before, SavedSettings after) =>
        (after.LegacyAccessUntil != before.LegacyAccessUntil && after.LegacyAccessUntil is not null)
        || (after.LoginAttemptsThreshold != before.LoginAttemptsThreshold && after.LoginAttemptsThreshold is { } threshold && (threshold == ProtectionOptions.Never || threshold > settings.Current.Guard.LoginAttemptsThreshold))
        || (after.IpBanEnabled != before.IpBanEnabled && after.IpBanEnabled == false)
        || after.AllowedNetworks?.Except(before.AllowedNetworks ?? []).Any() == true;

    /// <summary>An address range in its normal form; a single address is a range of one.</summary>
    /// <exception cref="HomeAuthException">It is none, or would be every address there is.</exception>
    public static string Network(string typed) => Network(typed, "home_networks");

    private static string Network(string typed, string field) =>
        Networks.Parse(typed) is { PrefixLength: > 0 } network ? network.ToString() : throw new HomeAuthException(ErrorCodes.NetworkInvalid, field);

    private SavedSettings Checked(SavedSettings settings)
    {
        if (settings.HouseName is { } name && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "house_name");
        }

        if (settings.TimeZone is { } zone && (!zone.Contains('/', StringComparison.Ordinal) && zone != "UTC" || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            throw new HomeAuthException(ErrorCodes.TimeZoneInvalid, "time_zone");
        }

        if (settings.HomeNetworks is { Count: 0 or > MostNetworks })
        {
            throw new HomeAuthException(ErrorCodes.NetworkInvalid, "home_networks");
        }

        if (settings.LegacyAccessUntil > time.GetUtcNow() + LongestLegacy)
        {
            throw new HomeAuthException(ErrorCodes.LifetimeInvalid, "legacy_access_until");
        }

        if (settings.AllowedNetworks is { Count: > MostNetworks })
        {
            throw new HomeAuthException(ErrorCodes.NetworkInvalid, "allowed_networks");
        }

        if (settings.LoginAttemptsThreshold is < ProtectionOptions.Never or 0 or > MostAttempts)
        {
            throw new HomeAuthException(ErrorCodes.ThresholdInvalid, "login_attempts_threshold");
        }

        CheckLifetimes(settings);
        return settings with
        {
            HouseName = settings.HouseName is null ? null : DisplayName.Clean(settings.HouseName),
            HomeNetworks = settings.HomeNetworks?.Select(network => Network(network, "home_networks")).Distinct().ToList(),
            AllowedNetworks = settings.AllowedNetworks?.Select(network => Network(network, "allowed_networks")).Distinct().ToList(),
        };
    }

    private static void CheckLifetimes(SavedSettings settings)
    {
        (TimeSpan? Value, TimeSpan Least, string Field)[] lifetimes =
        [
            (settings.RefreshToken, ShortestDevice, "refresh_token"), (settings.BrowserSession, ShortestDevice, "browser_session"),
            (settings.AccessToken, Shortest, "access_token"), (settings.History, ShortestHistory, "history"),
        ];
        var wrong = Array.Find(lifetimes, lifetime => lifetime.Value < lifetime.Least || lifetime.Value > Longest);
        if (wrong.Field is not null)
        {
            throw new HomeAuthException(ErrorCodes.LifetimeInvalid, wrong.Field);
        }
    }
}
