using System.Globalization;
using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.Preferences;

namespace HomeAuth.App.Localization;

/// <summary>The languages of the product. A new one is a line here and a <c>Strings.&lt;tag&gt;.resx</c>.</summary>
public static class Languages
{
    public const string CookieName = "homeauth.language";

    public static IReadOnlyList<Language> All { get; } = [new("en", "English"), new("de", "Deutsch")];

    public static string Default => All[0].Tag;

    /// <summary>The language of the current request or circuit.</summary>
    public static string Current => Match(CultureInfo.CurrentUICulture.Name) ?? Default;

    public static string Direction => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The language of the product that serves a tag best: the same, or the one without region.</summary>
    public static string? Match(string? tag)
    {
        for (; !string.IsNullOrEmpty(tag); tag = tag.LastIndexOf('-') is > 0 and var dash ? tag[..dash] : null)
        {
            if (All.FirstOrDefault(language => language.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase)) is { } language)
            {
                return language.Tag;
            }
        }

        return null;
    }

    /// <summary>What the signed-in person chose, else what this browser chose.</summary>
    public static string? Chosen(HttpContext context) => Match(
        UserPreferences.Read<LanguagePreference>(context.ActiveToken()?.Preferences.GetValueOrDefault(UserPreference.LanguageKey))?.Language
        ?? context.Request.Cookies[CookieName]);
}

/// <summary>A language.</summary>
/// <param name="Tag">Its tag (BCP 47).</param>
/// <param name="NativeName">Its name in itself.</param>
public sealed record Language(string Tag, string NativeName);
