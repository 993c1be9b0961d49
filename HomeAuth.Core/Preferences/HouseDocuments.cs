using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Preferences;

/// <summary>What the house keeps for its programs, the same for everybody: their documents, and the default theme.</summary>
public sealed class HouseDocuments(HomeAuthDb db, HouseEvents events)
{
    private const string ThemesKey = "themes";
    private const string OfPrograms = "frontend:";

    /// <summary>A document, JSON; null if there is none of that name.</summary>
    public Task<string?> FindAsync(string key, CancellationToken cancellationToken = default) => ReadAsync(OfPrograms + key, cancellationToken);

    /// <summary>Keeps a document.</summary>
    /// <exception cref="HomeAuthException">The name or the document is too large, or there are too many.</exception>
    public async Task SetAsync(string key, JsonElement value, Actor actor, CancellationToken cancellationToken = default)
    {
        DocumentLimits.Check(OfPrograms + key, value);
        if (await db.HouseDocuments.CountAsync(document => document.Key != OfPrograms + key, cancellationToken) >= DocumentLimits.Documents)
        {
            throw new HomeAuthException(ErrorCodes.ValueTooLarge, "key");
        }

        await WriteAsync(OfPrograms + key, value.GetRawText(), cancellationToken);
        await events.PublishAsync(db, new SystemDataChanged(key, EventContext.Of(actor.UserId)), CancellationToken.None);
    }

    /// <summary>The themes that programs of the house use until somebody chooses another.</summary>
    public async Task<DefaultThemes> ThemesAsync(CancellationToken cancellationToken = default) =>
        UserPreferences.Read<DefaultThemes>(await ReadAsync(ThemesKey, cancellationToken)) ?? new DefaultThemes(DefaultThemes.None, null);

    /// <summary>Chooses the default theme for light or dark.</summary>
    /// <returns>False when the house has no theme of that name, which changes nothing.</returns>
    public async Task<bool> SetThemeAsync(string name, bool dark, EventContext context, CancellationToken cancellationToken = default)
    {
        // The house has no themes of its own yet: what can be chosen is the default, or to have none for the dark.
        if (name is not (DefaultThemes.None or "none"))
        {
            return false;
        }

        var themes = await ThemesAsync(cancellationToken);
        themes = dark ? themes with { Dark = name == "none" ? null : name } : themes with { Light = DefaultThemes.None };
        await WriteAsync(ThemesKey, JsonSerializer.Serialize(themes, JsonSerializerOptions.Web), cancellationToken);
        await ReloadThemesAsync(context);
        return true;
    }

    /// <summary>Lets programs read the themes anew.</summary>
    public Task ReloadThemesAsync(EventContext context) => events.PublishAsync(db, new ThemesUpdated(context), CancellationToken.None);

    private Task<string?> ReadAsync(string key, CancellationToken cancellationToken) =>
        db.HouseDocuments.Where(document => document.Key == key).Select(document => document.Value).SingleOrDefaultAsync(cancellationToken);

    private async Task WriteAsync(string key, string json, CancellationToken cancellationToken)
    {
        while (await db.HouseDocuments.Where(document => document.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(document => document.Value, json), cancellationToken) == 0)
        {
            await db.Database.ExecuteSqlAsync($"""INSERT INTO "HouseDocuments" ("Key", "Value") VALUES ({key}, {json}) ON CONFLICT DO NOTHING""", cancellationToken);
        }
    }
}

/// <summary>The default themes by name.</summary>
/// <param name="Light">For light surroundings.</param>
/// <param name="Dark">For dark ones; null for the same.</param>
public sealed record DefaultThemes(string Light, string? Dark)
{
    /// <summary>The name that stands for the program's own colours.</summary>
    public const string None = "default";
}
