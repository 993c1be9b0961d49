using System.Globalization;

namespace HomeAuth.App.Localization;

/// <summary>
/// Which form of a word goes with a number: Unicode CLDR's cardinal rules, for whole numbers below a million and the languages of the product.
/// .NET does not offer them; the tests compare them with JavaScript's <c>Intl.PluralRules</c>.
/// </summary>
public static class PluralRules
{
    /// <summary>The category of a number in a language: <c>zero</c>, <c>one</c>, <c>two</c>, <c>few</c>, <c>many</c> or <c>other</c>.</summary>
    public static string CategoryOf(CultureInfo culture, long count)
    {
        var n = Math.Abs(count);
        return culture.TwoLetterISOLanguageName switch
        {
            "ja" or "ko" or "zh" => "other",
            "fr" or "pt" => n <= 1 ? "one" : "other",
            "cs" => n == 1 ? "one" : n is >= 2 and <= 4 ? "few" : "other",
            "pl" => n == 1 ? "one" : EndsInTwoToFour(n) ? "few" : "many",
            "ru" or "uk" => n % 10 == 1 && n % 100 != 11 ? "one" : EndsInTwoToFour(n) ? "few" : "many",
            "he" => n switch { 1 => "one", 2 => "two", _ => "other" },
            "ar" => Arabic(n),
            _ => n == 1 ? "one" : "other",
        };
    }

    /// <summary>The categories that a language has; a text for numbers has a form for each.</summary>
    public static IReadOnlyList<string> CategoriesOf(CultureInfo culture) => [.. Enumerable.Range(0, 101).Select(n => CategoryOf(culture, n)).Distinct()];

    private static bool EndsInTwoToFour(long n) => n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14);

    private static string Arabic(long n) => n switch
    {
        0 => "zero",
        1 => "one",
        2 => "two",
        _ => (n % 100) switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => "other" },
    };
}
