using System.Text.Json;
using System.Text.Json.Serialization;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Preferences;

/// <summary>What a person chose, kept with the house so that it follows them to each device.</summary>
public sealed class UserPreferences(HomeAuthDb db, TokenRevocations revocations, HouseEvents events)
{
    /// <summary>Chooses a language, by its tag such as <c>de</c>; how numbers and times are written stays.</summary>
    public async Task SetLanguageAsync(string userId, string language, CancellationToken cancellationToken = default) =>
        await SetLanguageAsync(userId, (await LanguageOfAsync(userId, cancellationToken) ?? new LanguagePreference(language)) with { Language = language }, cancellationToken);

    /// <summary>Chooses how numbers and times are written; the language stays as it was last chosen, and is the given one for who never chose.</summary>
    public async Task SetFormatsAsync(string userId, LanguagePreference formats, CancellationToken cancellationToken = default) =>
        await SetLanguageAsync(userId, formats with { Language = (await LanguageOfAsync(userId, cancellationToken) ?? formats).Language }, cancellationToken);

    /// <summary>The language of a person and how numbers and times are written for them; null when they never chose.</summary>
    public async Task<LanguagePreference?> LanguageOfAsync(string userId, CancellationToken cancellationToken = default) =>
        Read<LanguagePreference>(await FindAsync(userId, UserPreference.LanguageKey, cancellationToken));

    /// <summary>Chooses a theme.</summary>
    public Task SetThemeAsync(string userId, ThemePreference theme, CancellationToken cancellationToken = default) =>
        SetAsync(userId, UserPreference.ThemeKey, theme, cancellationToken);

    private Task SetLanguageAsync(string userId, LanguagePreference language, CancellationToken cancellationToken) =>
        SetAsync(userId, UserPreference.LanguageKey, language, cancellationToken);

    internal static void AddLanguage(HomeAuthDb db, string userId, string language) =>
        db.Preferences.Add(new UserPreference { UserId = userId, Key = UserPreference.LanguageKey, Value = Write(new LanguagePreference(language)) });

    /// <summary>Reads a document as <see cref="ActiveToken.Preferences"/> carries it; null when the person never chose, or a program wrote something else there.</summary>
    public static T? Read<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A document that a person keeps with the house, JSON; null if there is none of that name.</summary>
    public Task<string?> FindAsync(string userId, string key, CancellationToken cancellationToken = default) =>
        db.Preferences.Where(preference => preference.UserId == userId && preference.Key == key)
            .Select(preference => preference.Value).SingleOrDefaultAsync(cancellationToken);

    /// <summary>All documents that a person keeps with the house, by name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(string userId, CancellationToken cancellationToken = default) =>
        await db.Preferences.Where(preference => preference.UserId == userId).OrderBy(preference => preference.Key)
            .ToDictionaryAsync(preference => preference.Key, preference => preference.Value, cancellationToken);

    /// <summary>Keeps a document for a person.</summary>
    /// <exception cref="HomeAuthException">The name or the document is too large, or there are too many.</exception>
    public async Task SetAsync(string userId, string key, JsonElement value, CancellationToken cancellationToken = default)
    {
        DocumentLimits.Check(key, value);
        var others = await db.Preferences.CountAsync(preference => preference.UserId == userId && preference.Key != key, cancellationToken);
        if (others >= DocumentLimits.Documents)
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge, "key");
        }

        await WriteAsync(userId, key, value.GetRawText(), cancellationToken);
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private Task SetAsync<T>(string userId, string key, T value, CancellationToken cancellationToken) =>
        WriteAsync(userId, key, Write(value), cancellationToken);

    private async Task WriteAsync(string userId, string key, string json, CancellationToken cancellationToken)
    {
        while (await db.Preferences.Where(preference => preference.UserId == userId && preference.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(preference => preference.Value, json), cancellationToken) == 0)
        {
            // Two that are first at once are both content.
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "UserPreferences" ("UserId", "Key", "Value") VALUES ({userId}, {key}, {json}) ON CONFLICT DO NOTHING""", cancellationToken);
        }

        await revocations.UserChangedAsync(db, userId, CancellationToken.None);
        await events.PublishAsync(db, new UserDataChanged(userId, key, EventContext.Of(userId)), CancellationToken.None);
    }
}

/// <summary>The chosen language and how numbers and times are written, in the form of Home Assistant's front end; null is as the language does.</summary>
/// <param name="Language">A tag such as <c>de</c>.</param>
/// <param name="NumberFormat"><c>language</c>, <c>system</c>, <c>comma_decimal</c>, <c>decimal_comma</c>, <c>quote_decimal</c>, <c>space_comma</c> or <c>none</c>.</param>
/// <param name="TimeFormat"><c>language</c>, <c>system</c>, <c>12</c> or <c>24</c>.</param>
/// <param name="DateFormat"><c>language</c>, <c>system</c>, <c>DMY</c>, <c>MDY</c> or <c>YMD</c>.</param>
/// <param name="TimeZone"><c>server</c>, the zone of the house, or <c>local</c>, the browser's; null is the house's.</param>
/// <param name="FirstWeekday"><c>language</c> or the English name of a day, in small letters.</param>
public sealed record LanguagePreference(
    string Language,
    [property: JsonPropertyName("number_format")] string? NumberFormat = null,
    [property: JsonPropertyName("time_format")] string? TimeFormat = null,
    [property: JsonPropertyName("date_format")] string? DateFormat = null,
    [property: JsonPropertyName("time_zone")] string? TimeZone = null,
    [property: JsonPropertyName("first_weekday")] string? FirstWeekday = null);

/// <summary>The chosen theme, in the form of Home Assistant's front end.</summary>
/// <param name="Theme">The name of the theme; null for the house's own.</param>
/// <param name="Dark">Dark or light; null follows the device.</param>
/// <param name="PrimaryColor">A colour of one's own for buttons and links; null for the theme's.</param>
/// <param name="AccentColor">The same for what is marked.</param>
public sealed record ThemePreference(string? Theme, bool? Dark, string? PrimaryColor = null, string? AccentColor = null);
