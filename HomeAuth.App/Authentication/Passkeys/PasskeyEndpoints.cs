using System.Text.Json;
using System.Text.Json.Nodes;
using HomeAuth.Core;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Authentication.Passkeys;

/// <summary>What the script of our own pages asks around a passkey. The answer at sign-in comes with the form, so that one page has one way in.</summary>
public static class PasskeyEndpoints
{
    public const string Path = "/auth/passkey";

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup(Path).AllowAnonymous().AddEndpointFilter(AnswerAsync);
        open.MapPost("/options", AskAsync);
        open.MapPost("/invitation/options", AskGuestAsync);

        var known = routes.MapGroup(Path).AddEndpointFilter(AnswerAsync);
        known.MapPost("/registration/options", AskForNewAsync).RequireAct(Acts.ChangeSignIn);
        known.MapPost("/registration", RegisterAsync).RequireAct(Acts.ChangeSignIn);
        known.MapPost("/proof/options", AskForProofAsync).RequireAct(Acts.ViewAccount);
        known.MapPost("/proof", ProveAsync).RequireAct(Acts.ViewAccount);
    }

    private static async Task<IResult> AskAsync(HttpContext context, Request request, PasskeyCeremony ceremony, LoginFlowManager flows) => Answer(
        await ceremony.AskAsync(context, PasskeyPurpose.SignIn, request.FlowId is { } flowId ? flows.ProvedUser(flowId, context.Origin()) : null));

    // Somebody with an invitation makes a passkey before there is an account: the user id that it is made for is the one they get.
    private static async Task<IResult> AskGuestAsync(HttpContext context, Request request, PasskeyCeremony ceremony, Invitations invitations)
    {
        // Before a device makes a passkey that nobody could use.
        await invitations.RequireFreeAsync(request.Invitation ?? "", request.Username ?? "", context.RequestAborted);
        return Answer(await ceremony.AskGuestAsync(context, request.Username ?? "", request.Name ?? ""));
    }

    private static async Task<IResult> AskForNewAsync(HttpContext context, PasskeyCeremony ceremony, PasskeyRegistry registry)
    {
        var actor = context.User.Actor();
        await registry.RequireRoomAsync(actor, context.RequestAborted);
        return Answer(await ceremony.AskForNewAsync(context, actor.UserId));
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Request request, PasskeyCeremony ceremony, PasskeyRegistry registry)
    {
        var actor = context.User.Actor();
        var passkey = await ceremony.AttestAsync(context, actor.UserId, request.Challenge ?? "", request.Credential?.GetRawText() ?? "");
        return Results.Json(new { id = await registry.AddAsync(passkey, request.Name, actor, context.RequestAborted) });
    }

    private static async Task<IResult> AskForProofAsync(HttpContext context, PasskeyCeremony ceremony) =>
        Answer(await ceremony.AskAsync(context, PasskeyPurpose.Reauthentication, context.User.Actor().UserId));

    private static async Task<IResult> ProveAsync(HttpContext context, Request request, PasskeyCeremony ceremony, Reauthentication reauthentication)
    {
        var actor = context.User.Actor();
        var assertion = await ceremony.AssertAsync(
            context, PasskeyPurpose.Reauthentication, actor.UserId, request.Challenge ?? "", request.Credential?.GetRawText() ?? "");
        await reauthentication.ByPasskeyAsync(assertion, actor, context.RequestAborted);
        return Results.Json(new { });
    }

    private static IResult Answer(PasskeyQuestion question) =>
        Results.Json(new { challenge = question.ChallengeId, options = JsonNode.Parse(question.Options) });

    // Only our own pages may ask: a form elsewhere can send neither the origin nor JSON.
    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var request = call.HttpContext.Request;
        if (request.Headers.Origin.Count == 0 || !request.IsSameOrigin())
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        try
        {
            return await next(call);
        }
        catch (HomeAuthException error)
        {
            return Results.Json(
                new { code = error.Code },
                statusCode: error.Code == ErrorCodes.ReauthRequired ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest);
        }
    }

    private sealed record Request(string? Challenge, JsonElement? Credential, string? Name, string? FlowId, string? Invitation, string? Username);
}
