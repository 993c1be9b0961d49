using System.Globalization;
using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.Preferences;

namespace HomeAuth.App.Localization;

/// <summary>The languages of the product. A new one is a line here and a <c>Strings.&lt;tag&gt;.resx</c>.</summary>
public static class Languages
{
    public const string CookieName = "homeauth.language";

    public static IReadOnlyList<Language> All { get; } =
    [
        new("en", "English"),
        new("ar", "العربية"),
        new("cs", "Čeština"),
        new("da", "Dansk"),
        new("de", "Deutsch"),
        new("es", "Español"),
        new("fi", "Suomi"),
        new("fr", "Français"),
        new("he", "עברית"),
        new("it", "Italiano"),
        new("ja", "日本語"),
        new("ko", "한국어"),
        new("nb", "Norsk bokmål"),
        new("nl", "Nederlands"),
        new("pl", "Polski"),
        new("pt-BR", "Português (Brasil)"),
        new("ru", "Русский"),
        new("sv", "Svenska"),
        new("tr", "Türkçe"),
        new("uk", "Українська"),
        new("zh-Hans", "简体中文"),
        new("zh-Hant", "繁體中文"),
    ];

    // What browsers ask for under other names: Chinese by where it is written, Portuguese of elsewhere, Norwegian without saying which, and Hebrew's old code; and the one that only who looks for it finds.
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zh"] = "zh-Hant",
        ["zh-TW"] = "zh-Hant",
        ["zh-HK"] = "zh-Hant",
        ["zh-MO"] = "zh-Hant",
        ["zh-CN"] = "zh-Hans",
        ["zh-SG"] = "zh-Hans",
        ["zh-MY"] = "zh-Hans",
        ["pt"] = "pt-BR",
        ["no"] = "nb",
        ["nn"] = "nb",
        ["iw"] = "he",
        [PseudoLanguage.Tag] = PseudoLanguage.Tag,
    };

    public static string Default => All[0].Tag;

    /// <summary>The language of the current request or circuit.</summary>
    public static string Current => Match(CultureInfo.CurrentUICulture.Name) ?? Default;

    public static string Direction => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr";

    /// <summary>The language of the product that serves a tag best: the same, or the one for its region, or the one without region.</summary>
    public static string? Match(string? tag)
    {
        for (; !string.IsNullOrEmpty(tag); tag = tag.LastIndexOf('-') is > 0 and var dash ? tag[..dash] : null)
        {
            if ((All.FirstOrDefault(language => language.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase))?.Tag ?? Others.GetValueOrDefault(tag)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The first language of a browser, in its own order, that the product has.</summary>
    public static string? Asked(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is not 0).OrderByDescending(language => language.Quality ?? 1).Select(language => Match(language.Value.Value)).FirstOrDefault(found => found is not null);

    /// <summary>What the signed-in person chose, else what this browser chose.</summary>
    public static string? Chosen(HttpContext context) => Match(
        UserPreferences.Read<LanguagePreference>(context.ActiveToken()?.Preferences.GetValueOrDefault(UserPreference.LanguageKey))?.Language
        ?? context.Request.Cookies[CookieName]);
}

/// <summary>A language.</summary>
/// <param name="Tag">Its tag (BCP 47).</param>
/// <param name="NativeName">Its name in itself.</param>
public sealed record Language(string Tag, string NativeName)
{
    /// <summary>Its name in the language of the reader; null when that is its own name.</summary>
    public string? Translated => CultureInfo.GetCultureInfo(Tag).DisplayName is var name && !name.Equals(NativeName, StringComparison.OrdinalIgnoreCase) ? name : null;

    /// <summary>Whether somebody who types this looks for it: a part of its own name, of its name in their language or in English, without regard to accents, or its tag.</summary>
    public bool Answers(string typed)
    {
        var compare = CultureInfo.InvariantCulture.CompareInfo;
        return new[] { NativeName, Translated, CultureInfo.GetCultureInfo(Tag).EnglishName }
                .Any(name => name is not null && compare.IndexOf(name, typed, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0)
            || Tag.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
    }
}
