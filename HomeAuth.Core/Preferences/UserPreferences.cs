using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Preferences;

/// <summary>What a person chose, kept with the house so that it follows them to each device.</summary>
public sealed class UserPreferences(HomeAuthDb db, TokenRevocations revocations)
{
    /// <summary>Chooses a language, by its tag such as <c>de</c>.</summary>
    public Task SetLanguageAsync(string userId, string language, CancellationToken cancellationToken = default) =>
        SetAsync(userId, UserPreference.LanguageKey, new LanguagePreference(language), cancellationToken);

    /// <summary>Chooses a theme.</summary>
    public Task SetThemeAsync(string userId, ThemePreference theme, CancellationToken cancellationToken = default) =>
        SetAsync(userId, UserPreference.ThemeKey, theme, cancellationToken);

    internal static void AddLanguage(HomeAuthDb db, string userId, string language) =>
        db.Preferences.Add(new UserPreference { UserId = userId, Key = UserPreference.LanguageKey, Value = Write(new LanguagePreference(language)) });

    /// <summary>Reads a document as <see cref="ActiveToken.Preferences"/> carries it; null when the person never chose.</summary>
    public static T? Read<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    private async Task SetAsync<T>(string userId, string key, T value, CancellationToken cancellationToken)
    {
        var json = Write(value);
        var changed = await db.Preferences.Where(preference => preference.UserId == userId && preference.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(preference => preference.Value, json), cancellationToken);
        if (changed == 0)
        {
            db.Preferences.Add(new UserPreference { UserId = userId, Key = key, Value = json });
            await db.SaveChangesAsync(cancellationToken);
        }

        await revocations.UserChangedAsync(db, userId, cancellationToken);
    }
}

/// <summary>The chosen language.</summary>
/// <param name="Language">A tag such as <c>de</c>.</param>
public sealed record LanguagePreference(string Language);

/// <summary>The chosen theme, in the form of Home Assistant's front end.</summary>
/// <param name="Theme">The name of the theme; null for the house's own.</param>
/// <param name="Dark">Dark or light; null follows the device.</param>
public sealed record ThemePreference(string? Theme, bool? Dark);
