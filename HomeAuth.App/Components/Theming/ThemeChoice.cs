using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Themes;

namespace HomeAuth.App.Components.Theming;

/// <summary>What somebody wants the pages to look like.</summary>
/// <param name="Theme">The name of a theme; null for the house's own.</param>
/// <param name="Dark">Dark or light; null follows the device.</param>
/// <param name="Primary">A colour of their own for buttons and links, <c>#rrggbb</c>; null for the theme's.</param>
/// <param name="Accent">The same for what is marked.</param>
/// <param name="Here">Whether it is for this browser alone, whoever uses it.</param>
public sealed record ThemeChoice(string? Theme, bool? Dark, string? Primary = null, string? Accent = null, bool Here = false)
{
    /// <summary>Keeps the choice in the browser: a copy for the sign-in page, or the one that is for this browser alone. Scripts of our pages write it too.</summary>
    public const string CookieName = "homeauth.look";

    private const string OnlyHere = "here";
    private const int LongestName = 200;

    public static ThemeChoice Default { get; } = new(null, null);

    /// <summary>What was chosen for this browser alone, else what the signed-in person chose, else what this browser last had.</summary>
    public static ThemeChoice Of(HttpContext context)
    {
        var kept = Parse(context.Request.Cookies[CookieName]);
        return !kept.Here && context.ActiveToken() is { } token ? OfPerson(token.Preferences.GetValueOrDefault(UserPreference.ThemeKey)) : kept;
    }

    /// <summary>What a person has as a document with the house; programs write there too.</summary>
    public static ThemeChoice OfPerson(string? json) => UserPreferences.Read<ThemePreference>(json) is { } chosen
        ? new ThemeChoice(Name(chosen.Theme), chosen.Dark, Color(chosen.PrimaryColor), Color(chosen.AccentColor))
        : Default;

    public static ThemeChoice Parse(string? text) => text?.Split('|', 5) is [var mode, var primary, var accent, var scope, var theme]
        ? new ThemeChoice(Name(theme), mode switch { "dark" => true, "light" => false, _ => null }, Color(primary), Color(accent), scope == OnlyHere)
        : Default;

    public ThemePreference ToPreference() => new(Theme, Dark, Primary, Accent);

    public override string ToString() => $"{Dark switch { true => "dark", false => "light", null => "auto" }}|{Primary}|{Accent}|{(Here ? OnlyHere : "")}|{Theme}";

    private static string? Name(string? name) => name is { Length: > 0 and <= LongestName } and not DefaultThemes.None ? name : null;

    private static string? Color(string? text) => CssColor.Parse(text) is { } color ? (color with { A = 1 }).ToString() : null;
}
