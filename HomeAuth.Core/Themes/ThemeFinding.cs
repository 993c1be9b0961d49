namespace HomeAuth.Core.Themes;

/// <summary>Something in a file of themes that was not taken, and where.</summary>
/// <param name="File">The file, from the folder of themes on.</param>
/// <param name="Line">The line, from 1 on; 0 for the whole file.</param>
/// <param name="Theme">The theme, if it is in one.</param>
/// <param name="Key">The name of the value, if it is one.</param>
/// <param name="Code">Why, one of <see cref="ThemeProblems"/>.</param>
public sealed record ThemeFinding(string File, long Line, string? Theme, string? Key, string Code);

/// <summary>Why something in a file of themes was not taken.</summary>
public static class ThemeProblems
{
    /// <summary>The file cannot be read by the server.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The file is larger than themes are, or there are more files, themes or values than the house takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>The file is not in UTF-8 from this line on.</summary>
    public const string NotUtf8 = "not_utf8";

    /// <summary>A link that leads out of the folder of themes.</summary>
    public const string Link = "link";

    /// <summary>The file is no YAML from this line on, or deeper than themes are.</summary>
    public const string NotYaml = "not_yaml";

    /// <summary>A second document of YAML begins; only the first one is read.</summary>
    public const string MoreDocuments = "more_documents";

    /// <summary>The file is a configuration, of which only <c>frontend: themes:</c> is read.</summary>
    public const string BesideThemes = "beside_themes";

    /// <summary>A tag such as <c>!include</c>, which is not followed.</summary>
    public const string NotFollowed = "not_followed";

    /// <summary>There is something else than the values of a theme.</summary>
    public const string NotATheme = "not_a_theme";

    /// <summary>The name of the theme is no text on one line, or too long.</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>The name of the theme belongs to another one, or to a built-in one.</summary>
    public const string NameTaken = "name_taken";

    /// <summary>The name of a value has other characters than a to z, 0 to 9 and dashes.</summary>
    public const string KeyInvalid = "key_invalid";

    /// <summary>The value stands twice; the last one is taken.</summary>
    public const string KeyTwice = "key_twice";

    /// <summary>There are only a light and a dark mode.</summary>
    public const string ModeUnknown = "mode_unknown";

    /// <summary>The value is a list, a map or nothing.</summary>
    public const string ValueNotText = "value_not_text";

    /// <summary>The value is longer than the house takes.</summary>
    public const string ValueTooLong = "value_too_long";

    /// <summary>The value has characters or functions that could do more than name a colour.</summary>
    public const string ValueUnsafe = "value_unsafe";

    /// <summary>Styles for the cards of Home Assistant, which are nothing here.</summary>
    public const string CardStyles = "card_styles";

    /// <summary>The value is made of itself.</summary>
    public const string Cycle = "cycle";

    /// <summary>The value is made of one that there is not.</summary>
    public const string UnknownVariable = "unknown_variable";

    /// <summary>The value is made of others over more steps than the house follows.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>There are more values that mean nothing to the house than it passes on.</summary>
    public const string TooManyOthers = "too_many_others";

    /// <summary>A colour is needed there, and the value is none, such as a gradient.</summary>
    public const string NotAColor = "not_a_color";

    /// <summary>A length of corners is needed there, and the value is none, or one that does not suit a button.</summary>
    public const string NotALength = "not_a_length";

    /// <summary>Names of fonts are needed there, and the value is something else.</summary>
    public const string NotAFont = "not_a_font";
}
