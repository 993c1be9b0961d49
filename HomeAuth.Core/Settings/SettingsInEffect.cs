using System.Net;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Settings;

/// <summary>The settings of the house as they are right now.</summary>
/// <param name="Saved">What of them was chosen in the app.</param>
/// <param name="HouseName">The name of the house.</param>
/// <param name="TimeZone">In which its hours and days are meant.</param>
/// <param name="HomeNetworks">The networks that are at home; null for private addresses.</param>
/// <param name="Lifetimes">How long things last.</param>
public sealed record SettingsInEffect(
    SavedSettings Saved, string HouseName, TimeZoneInfo TimeZone, IReadOnlyList<IPNetwork>? HomeNetworks, LifetimeOptions Lifetimes)
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
        });
}
