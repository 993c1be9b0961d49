using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.Preferences;

namespace HomeAuth.App.Components.Theming;

/// <summary>Which palette, and whether light, dark or as the device is.</summary>
/// <param name="Palette">A name of <see cref="Palettes"/>.</param>
/// <param name="Dark">Dark or light; null follows the device.</param>
public sealed record ThemeChoice(string Palette, bool? Dark)
{
    public const string CookieName = "homeauth.theme";

    public static ThemeChoice Default { get; } = new(Palettes.HomeAuth, null);

    /// <summary>What the signed-in person chose, else what this browser last had.</summary>
    public static ThemeChoice Of(HttpContext context) =>
        UserPreferences.Read<ThemePreference>(context.ActiveToken()?.Preferences.GetValueOrDefault(UserPreference.ThemeKey)) is { } chosen
            ? new ThemeChoice(Palettes.Known(chosen.Theme), chosen.Dark)
            : Parse(context.Request.Cookies[CookieName]);

    public static ThemeChoice Parse(string? text) => text?.Split(':') is [var palette, var mode]
        ? new ThemeChoice(Palettes.Known(palette), mode switch { "dark" => true, "light" => false, _ => null })
        : Default;

    public override string ToString() => $"{Palette}:{Dark switch { true => "dark", false => "light", null => "auto" }}";
}
