using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Components.Shared;

/// <summary>Who reads one page or tab, as far as it matters to how times are shown: their browser's own language and time zone.</summary>
public sealed class Reader(HouseSettings settings)
{
    /// <summary>The browser says its time zone in this cookie, which a script of our pages writes.</summary>
    public const string ZoneCookieName = "homeauth.zone";

    private ReaderFacts _facts = new(null, false, Languages.Default);

    /// <summary>The culture of the browser's own language.</summary>
    public CultureInfo System => CultureInfo.GetCultureInfo(_facts.System);

    /// <summary>The browser's time zone, as far as it said so.</summary>
    public TimeZoneInfo? ZoneOfBrowser { get; private set; }

    /// <summary>The zone in which they are shown what happened: the house's, unless they want their browser's.</summary>
    public TimeZoneInfo Zone => _facts.WantsOwnZone && ZoneOfBrowser is { } own ? own : settings.Current.TimeZone;

    /// <summary>What a page passes on to its circuit.</summary>
    public static ReaderFacts FactsOf(HttpContext context) =>
        new(context.Request.Cookies[ZoneCookieName], Formats.WantsZoneOfBrowser(context), Formats.SystemOf(context.Request).Name);

    public void Start(ReaderFacts facts) => (_facts, ZoneOfBrowser) = (facts, Known(facts.Zone));

    // Anybody may send any cookie, and a name is looked for as a file.
    private static TimeZoneInfo? Known(string? id) =>
        id is { Length: > 0 and <= 64 } && id[0] != '/' && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
}

/// <summary>What a request says of its reader.</summary>
/// <param name="Zone">The time zone that the browser says it is in.</param>
/// <param name="WantsOwnZone">Whether the signed-in person wants to see times in it.</param>
/// <param name="System">The tag of the browser's own language.</param>
public sealed record ReaderFacts(string? Zone, bool WantsOwnZone, string System);
