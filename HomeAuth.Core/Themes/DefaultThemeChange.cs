using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.Permissions;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Themes;

/// <summary>Chooses the theme of those who have chosen none, and of strangers.</summary>
public sealed class DefaultThemeChange(HomeAuthDb db, HouseThemes themes, Authority authority)
{
    /// <summary>Removes the default for dark surroundings; for light ones it is the same as <see cref="DefaultThemes.None"/>.</summary>
    public const string Clear = "none";

    /// <summary>The defaults by name, as they were last chosen; a theme of such a name may be gone.</summary>
    public Task<DefaultThemes> FindAsync(CancellationToken cancellationToken = default) => HouseThemes.DefaultsAsync(db, cancellationToken);

    /// <summary>Chooses the default for light or dark.</summary>
    /// <param name="name">A theme, <see cref="DefaultThemes.None"/> or <see cref="Clear"/>.</param>
    /// <param name="dark">Which of the two.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="context">On whose account programs are told.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>False when the house has no theme of that name, which changes nothing.</returns>
    /// <exception cref="HomeAuthException">The actor may not.</exception>
    public async Task<bool> SetAsync(string name, bool dark, Actor actor, EventContext context, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.EditHouse, actor, null, cancellationToken);
        if (name is not (DefaultThemes.None or Clear) && themes.Current.Find(name) is null)
        {
            return false;
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            // There is a row from here on, and it is held: whoever chooses for the dark does not undo a choice for the light.
            await db.Database.ExecuteSqlAsync(
                $$"""INSERT INTO "HouseDocuments" ("Key", "Value") VALUES ({{HouseThemes.DocumentKey}}, {{Write(DefaultThemes.Unset)}}) ON CONFLICT DO NOTHING""", cancellationToken);
            var rows = db.HouseDocuments.Where(document => document.Key == HouseThemes.DocumentKey);
            await rows.ExecuteUpdateAsync(set => set.SetProperty(document => document.Value, document => document.Value), cancellationToken);
            var chosen = await HouseThemes.DefaultsAsync(db, cancellationToken);
            chosen = dark ? chosen with { Dark = name == Clear ? null : name } : chosen with { Light = name == Clear ? DefaultThemes.None : name };
            var json = Write(chosen);
            await rows.ExecuteUpdateAsync(set => set.SetProperty(document => document.Value, json), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await themes.LoadFromAsync(db, CancellationToken.None);
        await themes.TellAsync(db, context);
        return true;
    }

    private static string Write(DefaultThemes themes) => JsonSerializer.Serialize(themes, JsonSerializerOptions.Web);
}
