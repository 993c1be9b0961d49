using System.Text.Json;
using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Grants;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Providers;

namespace HomeAuth.App.Api.Http;

/// <summary>Signing in step by step, for clients with a sign-in page of their own.</summary>
/// <remarks>
/// <code>
/// POST /auth/login_flow            {"client_id": "…", "redirect_uri": "…", "handler": ["homeassistant", null]}
///   200 {"type": "form", "flow_id": "8f7e…", "handler": ["homeassistant", null], "step_id": "init",
///        "data_schema": [{"type": "string", "name": "username", "required": true}, …], "errors": {}, "description_placeholders": null, …}
/// POST /auth/login_flow/{flow_id}  {"client_id": "…", "username": "…", "password": "…"}
///   200 the form again with "errors": {"base": "invalid_auth"}, or
///   200 {"type": "create_entry", "flow_id": "8f7e…", "handler": […], "title": "Home Assistant Local", "result": "the authorization code", …}
/// DELETE /auth/login_flow/{flow_id}  200 {"message": "Flow aborted"}
/// </code>
/// </remarks>
public static class LoginFlowEndpoints
{
    private const string Path = "/auth/login_flow";

    public static void MapLoginFlow(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Sign in");
        group.MapMethods("", Methods.Get, () => Results.StatusCode(StatusCodes.Status405MethodNotAllowed)).ExcludeFromDescription();
        group.MapPost("", StartAsync).WithSummary("Begin a login flow").TakesJson("client_id", "redirect_uri", "handler", "type?").Produces<Dictionary<string, object>>();
        group.MapMethods("/{flowId}", Methods.Get, NotFound).ExcludeFromDescription();
        group.MapPost("/{flowId}", AdvanceAsync).WithSummary("Answer the current step of a login flow").TakesJson("client_id", "username?", "password?").Produces<Dictionary<string, object>>();
        group.MapDelete("/{flowId}", Abort).WithSummary("Give a login flow up").Produces<Dictionary<string, object>>();
    }

    private static IResult NotFound() => throw new HomeAuthException(ErrorCodes.InvalidFlow);

    private static async Task<IResult> StartAsync(HttpContext context, LoginFlowManager flows, AuthProviders providers, AuthorizationCodeStore codes)
    {
        var body = await JsonBody.ReadAsync(context.Request, "client_id", "redirect_uri", "handler", "type");
        var (clientId, redirectUri) = (body.Text("client_id"), body.Text("redirect_uri"));
        var (type, id) = Handler(body.Any("handler"));
        var purpose = body.OptionalText("type") == "link_user" ? CodePurpose.LinkUser : CodePurpose.Authorize;
        Check(clientId);
        // Whose it is, is asked when the flow ends, as in Home Assistant; what can be nobody's is not kept until then.
        if (!RedirectUris.IsWellFormed(redirectUri))
        {
            throw new HomeAuthException(ErrorCodes.InvalidRedirectUri);
        }

        var step = await flows.StartAsync(
            type, id, new AuthorizationRequest(clientId, redirectUri, purpose), context.Origin(), asks: false, cancellationToken: context.RequestAborted);
        return await AnswerAsync(step, providers.Find(type, id)!, codes, context);
    }

    private static async Task<IResult> AdvanceAsync(HttpContext context, string flowId, LoginFlowManager flows, AuthorizationCodeStore codes)
    {
        var body = await JsonBody.ReadAsync(context.Request);
        var clientId = body.Text("client_id");
        Check(clientId);
        var state = flows.Current(flowId, context.Origin());
        if (state.Request is not { } request)
        {
            // Begun on HomeAuth's own page: nobody else's to finish.
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        if (request.ClientId != clientId)
        {
            throw new HomeAuthException(ErrorCodes.InvalidClientId);
        }

        var step = await flows.AdvanceAsync(flowId, Input(body, state.Step.Schema), context.Origin(), context.RequestAborted);
        return await AnswerAsync(Undeliverable(step, flows), state.Provider, codes, context);
    }

    private static async Task<IResult> AnswerAsync(FlowStep step, AuthProvider provider, AuthorizationCodeStore codes, HttpContext context) => step switch
    {
        CreateEntryStep entry => Finished(entry, provider, await codes.IssueAsync(entry, context.RequestAborted)),
        RecognisedStep recognised => Finished(recognised, provider, await codes.IssueAsync(recognised, context.RequestAborted)),
        _ => Shape(step, provider, context),
    };

    private static IResult Abort(string flowId, LoginFlowManager flows) =>
        flows.Abort(flowId) ? WireErrors.Message(StatusCodes.Status200OK, "Flow aborted") : throw new HomeAuthException(ErrorCodes.InvalidFlow);

    private static void Check(string clientId)
    {
        if (!ClientId.TryParse(clientId, out _, out _))
        {
            throw new HomeAuthException(ErrorCodes.InvalidClientId);
        }
    }

    private static (string Type, string Id) Handler(JsonElement handler) =>
        handler.ValueKind == JsonValueKind.Array && handler.GetArrayLength() == 2
        && handler[0].ValueKind == JsonValueKind.String && handler[1].ValueKind is JsonValueKind.String or JsonValueKind.Null
            ? (Text(handler[0]), handler[1].ValueKind == JsonValueKind.Null ? "" : Text(handler[1]))
            : throw JsonFields.Wrong("expected a list of type and id for dictionary value", "handler");

    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw JsonFields.Wrong("expected str for dictionary value", "handler");
        }
    }

    private static Dictionary<string, string> Input(JsonFields body, IReadOnlyList<FlowField> schema)
    {
        try
        {
            return body.Names.Where(name => name != "client_id").All(name => schema.Any(field => field.Name == name))
                ? schema.Where(field => field.Required || body.Has(field.Name)).ToDictionary(field => field.Name, field => Value(body, field))
                : throw Malformed();
        }
        catch (InvalidFormatException)
        {
            throw Malformed();
        }
    }

    private static string Value(JsonFields body, FlowField field) =>
        body.Text(field.Name) is var value && field.Options?.Any(option => option.Value == value) != false ? value : throw Malformed();

    private static WireException Malformed() => new(StatusCodes.Status400BadRequest, "User input malformed");

    private static IResult Shape(FlowStep step, AuthProvider provider, HttpContext context)
    {
        if (step is FormStep { RetryAfter: { } wait })
        {
            context.AnswerRetryAfter(wait);
        }

        // Home Assistant has one word for a wrong password and for a program that could not be asked.
        var known = step is FormStep { Error: ErrorCodes.ProviderUnavailable } form ? form with { Error = ErrorCodes.InvalidAuth } : step;
        var wire = WireSteps.Of(known, WireHandler(provider.Type, provider.Id));
        if (provider.Type == TrustedNetworksAuthProvider.TypeName && step is FormStep { Error: null })
        {
            wire["errors"] = null;
        }

        return Results.Json(wire, statusCode: step is FormStep { RetryAfter: not null } ? StatusCodes.Status429TooManyRequests : StatusCodes.Status200OK);
    }

    // A program cannot be told that a message was not sent; it ends, as in Home Assistant.
    private static FlowStep Undeliverable(FlowStep step, LoginFlowManager flows) =>
        step is FormStep { Error: ErrorCodes.NotifierFailed } && flows.Abort(step.FlowId) ? new AbortStep(step.FlowId, AbortReasons.UnknownError) : step;

    private static IResult Finished(FlowStep entry, AuthProvider provider, string code) => Results.Json(new Dictionary<string, object?>
    {
        ["type"] = "create_entry",
        ["flow_id"] = entry.FlowId,
        ["handler"] = WireHandler(provider.Type, provider.Id),
        ["title"] = provider.Name,
        ["description"] = null,
        ["description_placeholders"] = null,
        ["result"] = code,
    });

    private static string?[] WireHandler(string type, string id) => [type, id.Length == 0 ? null : id];
}
