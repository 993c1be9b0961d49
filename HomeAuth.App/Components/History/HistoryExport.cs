using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Components.History;

/// <summary>The history as a file, exactly as it is filtered on the page; written while it is read, so that it may be long. Also of accounts that are gone.</summary>
public static class HistoryExport
{
    public const string Csv = "/history.csv";
    public const string Json = "/history.json";

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerOptions.Web) { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void MapHistoryExport(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Csv, (HttpContext context, HistorySearch search, PeopleDirectory people, HouseSettings settings) =>
            ExportAsync(context, search, people, settings, "text/csv; charset=utf-8; header=present", "history.csv", WriteCsvAsync)).RequireAct(Acts.ViewAccount);
        routes.MapGet(Json, (HttpContext context, HistorySearch search, PeopleDirectory people, HouseSettings settings) =>
            ExportAsync(context, search, people, settings, "application/json", "history.json", WriteJsonAsync)).RequireAct(Acts.ViewAccount);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext context, HistorySearch search, PeopleDirectory people, HouseSettings settings, string type, string name,
        Func<Stream, IAsyncEnumerable<HistoryRow>, CancellationToken, Task> write)
    {
        if (HistoryFilter.Read(context.Request.Query) is not { } filter)
        {
            return Results.BadRequest();
        }

        var actor = context.User.Actor();
        var query = filter.Query(actor.UserId, settings.Current);
        try
        {
            await search.RequireAsync(query, actor, context.RequestAborted);
        }
        catch (HomeAuthException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        return Results.Stream(stream => write(stream, RowsAsync(search, people, query, actor, context.RequestAborted), context.RequestAborted), type, name);
    }

    private static async IAsyncEnumerable<HistoryRow> RowsAsync(
        HistorySearch search, PeopleDirectory people, HistoryQuery query, Actor actor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string?>();
        await foreach (var entry in search.AllAsync(query, actor, cancellationToken))
        {
            yield return new HistoryRow(
                entry.At.ToUniversalTime(), entry.Type, entry.Succeeded, entry.Detail, entry.UserId, await NameAsync(entry.UserId), entry.ActorId,
                await NameAsync(entry.ActorId), entry.TokenId, entry.Address, entry.UserAgent);
        }

        async Task<string?> NameAsync(string? userId)
        {
            if (userId is not null && !names.ContainsKey(userId))
            {
                names[userId] = (await people.NamesAsync([userId], cancellationToken)).GetValueOrDefault(userId);
            }

            return userId is null ? null : names[userId];
        }
    }

    private static Task WriteJsonAsync(Stream stream, IAsyncEnumerable<HistoryRow> rows, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(stream, rows, JsonOptions, cancellationToken);

    private static async Task WriteCsvAsync(Stream stream, IAsyncEnumerable<HistoryRow> rows, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync(CsvLine.Of("at", "type", "succeeded", "detail", "user_id", "user", "actor_id", "actor", "token_id", "address", "user_agent"));
        await foreach (var row in rows)
        {
            var line = CsvLine.Of(
                row.At.ToString("O", CultureInfo.InvariantCulture), row.Type, row.Succeeded ? "true" : "false", row.Detail, row.UserId, row.User, row.ActorId,
                row.Actor, row.TokenId, row.Address, row.UserAgent);
            await writer.WriteAsync(line.AsMemory(), cancellationToken);
        }
    }
}

/// <summary>One event in a file.</summary>
internal sealed record HistoryRow(
    DateTimeOffset At, string Type, bool Succeeded, string? Detail, string? UserId, string? User, string? ActorId, string? Actor, string? TokenId,
    string? Address, string? UserAgent);
