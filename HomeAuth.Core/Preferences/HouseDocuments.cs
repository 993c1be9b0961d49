using System.Text.Json;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Preferences;

/// <summary>What the house keeps for its programs, the same for everybody.</summary>
public sealed class HouseDocuments(HomeAuthDb db, HouseEvents events)
{
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
