using System.Net;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Settings;

/// <summary>The settings of the house as they are right now.</summary>
/// <param name="Saved">What of them was chosen in the app.</param>
/// <param name="HouseName">The name of the house.</param>
/// <param name="TimeZone">In which its hours and days are meant.</param>
/// <param name="HomeNetworks">The networks that are at home; null for private addresses.</param>
/// <param name="Lifetimes">How long things last.</param>
/// <param name="Guard">What keeps strangers out.</param>
public sealed record SettingsInEffect(
    SavedSettings Saved, string HouseName, TimeZoneInfo TimeZone, IReadOnlyList<IPNetwork>? HomeNetworks, LifetimeOptions Lifetimes, GuardSettings Guard)
{
    /// <summary>The day of a moment, by the clock of the house.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZone).DateTime);

    /// <summary>The instant at which a day begins, by the clock of the house.</summary>
    public DateTimeOffset StartOf(DateOnly day) => HouseClock.First(TimeZone, day.ToDateTime(TimeOnly.MinValue).Ticks);

    internal static SettingsInEffect Of(SavedSettings saved, HomeAuthOptions options, TimeProvider time) => new(
        saved,
        saved.HouseName ?? options.HouseName,
        saved.TimeZone is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : time.LocalTimeZone,
        (saved.HomeNetworks ?? options.HomeNetworks)?.Select(text => Networks.Parse(text)!.Value).ToList(),
        new LifetimeOptions
        {
            RefreshToken = saved.RefreshToken ?? options.Lifetimes.RefreshToken,
            BrowserSession = saved.BrowserSession ?? options.Lifetimes.BrowserSession,
            AccessToken = saved.AccessToken ?? options.Lifetimes.AccessToken,
            History = saved.History ?? options.Lifetimes.History,
            LoginFlow = options.Lifetimes.LoginFlow,
        },
        new GuardSettings(
            saved.IpBanEnabled ?? options.Protection.IpBanEnabled,
            saved.LoginAttemptsThreshold ?? options.Protection.LoginAttemptsThreshold,
            [.. (saved.AllowedNetworks ?? options.Protection.AllowedNetworks).Select(text => Networks.Parse(text)!.Value)],
            saved.ProbingMuted ?? false));
}

/// <summary>What keeps strangers out, with the meaning that Home Assistant gives to the names.</summary>
/// <param name="IpBanEnabled">Whether an address that guessed too often, or that was entered by hand, is kept out altogether.</param>
/// <param name="LoginAttemptsThreshold">Wrong guesses from one address before it is; <see cref="ProtectionOptions.Never"/> for not counting addresses.</param>
/// <param name="AllowedNetworks">Address ranges that are never counted and never kept out.</param>
/// <param name="ProbingMuted">Whether scans of this machine by itself are of no interest.</param>
public sealed record GuardSettings(bool IpBanEnabled, int LoginAttemptsThreshold, IReadOnlyList<IPNetwork> AllowedNetworks, bool ProbingMuted);
