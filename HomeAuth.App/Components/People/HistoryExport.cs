using System.Text.Json;
using HomeAuth.App.Authentication;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Components.People;

/// <summary>The history of one account as a file; also of an account that is gone.</summary>
public static class HistoryExport
{
    private const int Most = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Address(string userId) => $"/people/{userId}/history.json";

    public static void MapHistoryExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/people/{userId}/history.json", ExportAsync).RequireAct(Acts.ViewHistory);

    private static async Task<IResult> ExportAsync(HttpContext context, string userId, SecurityHistory history) => Results.Json(
        (await history.ListAsync(userId, Most, null, context.RequestAborted)).Select(entry => new
        {
            entry.At,
            entry.Type,
            entry.Succeeded,
            entry.Detail,
            entry.UserId,
            entry.ActorId,
            entry.TokenId,
            entry.Address,
            entry.UserAgent,
        }),
        Json);
}
