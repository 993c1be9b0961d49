namespace HomeAuth.Core;

/// <summary>A browser and its system in words, from what it says of itself. Product names are the same in every language.</summary>
/// <param name="Browser">The browser or app, or null if it is not one we know.</param>
/// <param name="System">The system, or null if it does not say.</param>
public sealed record DeviceDescription(string? Browser, string? System)
{
    // The order matters: browsers also name those whose pages they want to be given.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Home Assistant/", "Home Assistant"), ("HomeAssistant/", "Home Assistant"),
        ("Edg/", "Microsoft Edge"), ("EdgA/", "Microsoft Edge"), ("EdgiOS/", "Microsoft Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"), ("DuckDuckGo/", "DuckDuckGo"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"), ("python", "Python"), ("node", "Node.js"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Macintosh", "macOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"), ("X11", "Linux"),
    ];

    /// <summary>Whether it is carried in a pocket.</summary>
    public bool IsMobile => System is "iPhone" or "iPad" or "Android";

    /// <summary>What a program says of itself, in words.</summary>
    public static DeviceDescription Of(string? userAgent) => new(Find(Browsers, userAgent), Find(Systems, userAgent));

    private static string? Find((string Mark, string Name)[] table, string? userAgent) =>
        userAgent is null ? null : Array.Find(table, row => userAgent.Contains(row.Mark, StringComparison.OrdinalIgnoreCase)).Name;
}
