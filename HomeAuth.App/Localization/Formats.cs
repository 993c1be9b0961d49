using System.Globalization;
using System.Text.RegularExpressions;
using HomeAuth.App.Authentication;
using HomeAuth.Core.Data;
using HomeAuth.Core.Preferences;

namespace HomeAuth.App.Localization;

/// <summary>How numbers and times are written for a person, apart from the words: the choices of Home Assistant's front end, under its names.</summary>
public static partial class Formats
{
    /// <summary>As the language does; what is not chosen is so too.</summary>
    public const string OfLanguage = "language";

    /// <summary>As the browser's own first language does.</summary>
    public const string OfSystem = "system";

    /// <summary>The time zone of the house.</summary>
    public const string ZoneOfHouse = "server";

    /// <summary>The time zone of the browser.</summary>
    public const string ZoneOfBrowser = "local";

    public static IReadOnlyList<string> Numbers { get; } = [OfLanguage, OfSystem, "comma_decimal", "decimal_comma", "quote_decimal", "space_comma", "none"];

    public static IReadOnlyList<string> Times { get; } = [OfLanguage, OfSystem, "12", "24"];

    public static IReadOnlyList<string> Dates { get; } = [OfLanguage, OfSystem, "DMY", "MDY", "YMD"];

    public static IReadOnlyList<string> Weekdays { get; } = [OfLanguage, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static IReadOnlyList<string> Zones { get; } = [ZoneOfHouse, ZoneOfBrowser];

    /// <summary>The culture of a request: the language that was found, written as the signed-in person chose.</summary>
    public static CultureInfo CultureOf(HttpContext context) => Chosen(context) is { } chosen
        ? Write(CultureInfo.CurrentUICulture, chosen, SystemOf(context.Request))
        : CultureInfo.CurrentCulture;

    /// <summary>Whether the signed-in person wants times in the time zone of the browser.</summary>
    public static bool WantsZoneOfBrowser(HttpContext context) => Chosen(context)?.TimeZone == ZoneOfBrowser;

    /// <summary>The culture of the language that a browser asks for first, whether the product has it or not.</summary>
    public static CultureInfo SystemOf(HttpRequest request)
    {
        var asked = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).Select(language => language.Value.Value).FirstOrDefault();
        try
        {
            return string.IsNullOrEmpty(asked) || asked.Length > 20 ? CultureInfo.CurrentUICulture : CultureInfo.GetCultureInfo(asked, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.CurrentUICulture;
        }
    }

    /// <summary>A culture that writes as somebody chose; a choice that is none of ours is as the language does.</summary>
    /// <param name="language">The culture of the language.</param>
    /// <param name="chosen">What was chosen.</param>
    /// <param name="system">The culture of the browser.</param>
    public static CultureInfo Write(CultureInfo language, LanguagePreference chosen, CultureInfo system)
    {
        var culture = (CultureInfo)language.Clone();
        WriteNumbers(culture.NumberFormat, chosen.NumberFormat, system.NumberFormat);
        WriteTimes(culture.DateTimeFormat, chosen.TimeFormat, system.DateTimeFormat);
        WriteDates(culture.DateTimeFormat, chosen.DateFormat, system.DateTimeFormat);
        if (chosen.FirstWeekday != OfLanguage && Enum.TryParse<DayOfWeek>(chosen.FirstWeekday, ignoreCase: true, out var day) && Enum.IsDefined(day))
        {
            culture.DateTimeFormat.FirstDayOfWeek = day;
        }

        return culture;
    }

    private static LanguagePreference? Chosen(HttpContext context) =>
        UserPreferences.Read<LanguagePreference>(context.ActiveToken()?.Preferences.GetValueOrDefault(UserPreference.LanguageKey));

    private static void WriteNumbers(NumberFormatInfo format, string? chosen, NumberFormatInfo system)
    {
        (string Group, string Decimal)? marks = chosen switch
        {
            "comma_decimal" => (",", "."),
            "decimal_comma" => (".", ","),
            "quote_decimal" => ("’", "."),
            "space_comma" => ("\u00a0", ","),
            "none" => ("", "."),
            OfSystem => (system.NumberGroupSeparator, system.NumberDecimalSeparator),
            // Arabic marks go with Arabic digits, and .NET writes the others.
            _ when format.NumberDecimalSeparator == "٫" => (",", "."),
            _ => null,
        };
        if (marks is { } written)
        {
            (format.NumberGroupSeparator, format.NumberDecimalSeparator) = written;
        }
    }

    private static void WriteTimes(DateTimeFormatInfo format, string? chosen, DateTimeFormatInfo system)
    {
        var hours = chosen switch
        {
            "12" or "24" => chosen,
            OfSystem => system.ShortTimePattern.Contains('H', StringComparison.Ordinal) ? "24" : "12",
            _ => null,
        };
        if (hours is not null)
        {
            // Where the day comes before its hours, so does its half.
            var halfFirst = format.LongDatePattern.TrimStart().StartsWith('y');
            format.ShortTimePattern = WithHours(format.ShortTimePattern, hours == "12", halfFirst);
            format.LongTimePattern = WithHours(format.LongTimePattern, hours == "12", halfFirst);
            format.FullDateTimePattern = $"{format.LongDatePattern} {format.LongTimePattern}";
        }
    }

    // The rest of the pattern, such as what stands between hours and minutes, stays the language's.
    private static string WithHours(string pattern, bool twelve, bool halfFirst)
    {
        var plain = DayHalf().Replace(pattern, "").Trim();
        var is24 = plain.Contains('H', StringComparison.Ordinal);
        return twelve
            ? !is24 ? pattern : halfFirst ? $"tt{Hour().Replace(plain, "h")}" : $"{Hour().Replace(plain, "h")} tt"
            : is24 ? pattern : Hour().Replace(plain, "HH");
    }

    private static void WriteDates(DateTimeFormatInfo format, string? chosen, DateTimeFormatInfo system)
    {
        format.ShortDatePattern = chosen switch
        {
            "DMY" => "dd/MM/yyyy",
            "MDY" => "MM/dd/yyyy",
            "YMD" => "yyyy/MM/dd",
            OfSystem => system.ShortDatePattern,
            _ => format.ShortDatePattern,
        };
        if (chosen == OfSystem)
        {
            format.DateSeparator = system.DateSeparator;
        }
    }

    [GeneratedRegex(@"\s*t+\s*")]
    private static partial Regex DayHalf();

    [GeneratedRegex("[hH]+")]
    private static partial Regex Hour();
}
