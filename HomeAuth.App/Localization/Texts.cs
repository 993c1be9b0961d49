using System.Globalization;
using System.Resources;
using HomeAuth.Core;

namespace HomeAuth.App.Localization;

/// <summary>The words of the screens, by dotted key, in the language of the current request or circuit.</summary>
public sealed class Texts
{
    private static readonly ResourceManager Resources = new("HomeAuth.App.Localization.Strings", typeof(Texts).Assembly);

    /// <summary>The text of a key; the key itself if it has none, which a test refuses.</summary>
    public string this[string key] => Find(key) ?? key;

    /// <summary>The text of a key with its places filled in.</summary>
    public string this[string key, params object?[] values] =>
        Find(key) is { } text ? string.Format(CultureInfo.CurrentCulture, text, values) : key;

    /// <summary>The text for a number of things, <c>key.one</c>, <c>key.few</c> and so on (<see cref="PluralRules"/>): place 0 is the number, the values follow.</summary>
    public string Count(string key, long count, params object?[] values) =>
        this[$"{key}.{PluralRules.CategoryOf(CultureInfo.CurrentUICulture, count)}", [count, .. values]];

    /// <summary>The text of an error code.</summary>
    public string Error(string code, TimeSpan? retryAfter = null) => (code, retryAfter) switch
    {
        (ErrorCodes.TooManyAttempts, { } wait) => this["error.too_many_attempts", Duration(wait)],
        (ErrorCodes.TooManyAttempts, null) => this["error.wait_a_while"],
        _ => this[$"error.{code}"],
    };

    /// <summary>A duration in whole seconds or minutes, rounded up.</summary>
    public string Duration(TimeSpan duration) => duration.TotalSeconds <= 90
        ? Count("duration.seconds", Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds)))
        : Count("duration.minutes", (int)Math.Ceiling(duration.TotalMinutes));

    private static string? Find(string key) =>
        Resources.GetString(key, CultureInfo.CurrentUICulture) is { } text && CultureInfo.CurrentUICulture.Name == PseudoLanguage.Tag
            ? PseudoLanguage.Of(text)
            : Resources.GetString(key, CultureInfo.CurrentUICulture);
}
