namespace HomeAuth.Core.Settings;

/// <summary>What the people of the house chose in the app; null where the configuration decides.</summary>
/// <param name="HouseName">The name of the house.</param>
/// <param name="TimeZone">The IANA name of the time zone in which its hours and days are meant.</param>
/// <param name="HomeNetworks">Address ranges that are at home.</param>
/// <param name="RefreshToken">How long a device may stay unused.</param>
/// <param name="BrowserSession">The same for a browser that was not to stay signed in.</param>
/// <param name="AccessToken">How long an access token lives.</param>
/// <param name="History">How long security events are kept.</param>
/// <param name="LegacyAccessUntil">Until when programs may send the old password with each request; null for not at all.</param>
/// <param name="IpBanEnabled">Whether addresses are kept out.</param>
/// <param name="LoginAttemptsThreshold">Wrong guesses before an address is; -1 for never.</param>
/// <param name="AllowedNetworks">Address ranges that never are.</param>
/// <param name="ProbingMuted">Whether scans of this machine by itself are of no interest.</param>
public sealed record SavedSettings(
    string? HouseName = null,
    string? TimeZone = null,
    IReadOnlyList<string>? HomeNetworks = null,
    TimeSpan? RefreshToken = null,
    TimeSpan? BrowserSession = null,
    TimeSpan? AccessToken = null,
    TimeSpan? History = null,
    DateTimeOffset? LegacyAccessUntil = null,
    bool? IpBanEnabled = null,
    int? LoginAttemptsThreshold = null,
    IReadOnlyList<string>? AllowedNetworks = null,
    bool? ProbingMuted = null)
{
    /// <summary>Nothing was chosen.</summary>
    public static SavedSettings None { get; } = new();
}
