using HomeAuth.App.Authentication;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.Http;

/// <summary>What programs ask of a running house.</summary>
public static class HouseEndpoints
{
    /// <summary>What programs may count on, in the names of Home Assistant's integrations.</summary>
    public static readonly string[] Components = ["api", "auth", "config", "frontend", "http", "onboarding", "person", "websocket_api"];

    public static void MapHouse(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("House").RequireAct(Acts.ViewHouse);
        group.MapMethods("/", Methods.Get, () => WireErrors.Message(StatusCodes.Status200OK, "API running."))
            .WithSummary("Whether a token is good").Produces<Dictionary<string, object>>();
        group.MapMethods("/config", Methods.Get, (HouseDescription house) => Results.Json(house.Config(), WireJson.Options))
            .WithSummary("About the house").Produces<Dictionary<string, object>>();
        group.MapMethods("/services", Methods.Get, () => Results.Json(ServiceDescriptions.List(), WireJson.Options))
            .WithSummary("What can be called").Produces<Dictionary<string, object>[]>();
        group.MapMethods("/states", Methods.Get, StatesAsync).WithSummary("The entities that the caller may read").Produces<Dictionary<string, object>[]>();
        group.MapMethods("/states/{entityId}", Methods.Get, StateAsync).WithSummary("One entity").Produces<Dictionary<string, object>>();
    }

    private static async Task<IResult> StatesAsync(HttpContext context, PersonEntities entities) => Results.Json(
        context.ActiveToken()!.Readable(await entities.ListAsync(context.RequestAborted)).Select(WireState.Of), WireJson.Options);

    private static async Task<IResult> StateAsync(HttpContext context, string entityId, PersonEntities entities) =>
        !context.ActiveToken()!.MayRead(entityId)
            ? Results.Text("401: Unauthorized", statusCode: StatusCodes.Status401Unauthorized)
            : (await entities.ListAsync(context.RequestAborted)).SingleOrDefault(state => state.EntityId == entityId) is { } state
                ? Results.Json(WireState.Of(state), WireJson.Options)
                : WireErrors.Message(StatusCodes.Status404NotFound, "Entity not found.");
}
