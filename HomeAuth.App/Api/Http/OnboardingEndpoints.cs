using HomeAuth.App.Authentication;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.Http;

/// <summary>Setting a house up from a client: the owner first, for whom a code comes back, then steps that have little to say here.</summary>
/// <remarks>When all was done before the program started these routes do not exist, as in Home Assistant.</remarks>
public static class OnboardingEndpoints
{
    private const string Path = "/api/onboarding";

    public static void MapOnboarding(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Onboarding").AddEndpointFilter(ExistsAsync);
        group.MapMethods("", Methods.Get, ListAsync).WithSummary("The steps, and which are done").Produces<Dictionary<string, object>[]>();
        group.MapMethods("/installation_type", Methods.Get, InstallationTypeAsync).WithSummary("How the program is installed").Produces<Dictionary<string, object>>();
        group.MapPost("/users", CreateOwnerAsync).WithSummary("Create the owner")
            .TakesJson("name", "username", "password", "client_id", "language", "setup_code?").Produces<Dictionary<string, object>>();
        group.MapPost("/integration/wait", (Delegate)WaitAsync).WithSummary("Whether an integration is loaded").Produces<Dictionary<string, object>>();
    }

    public static void MapLaterOnboarding(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Onboarding").RequireAct(Acts.ChangeAccount).AddEndpointFilter(ExistsAsync);
        group.MapPost("/core_config", (HttpContext context, OnboardingSteps steps) => CompleteAsync("core_config", "Core config", steps, context))
            .WithSummary("Finish the step core_config").Produces<Dictionary<string, object>>();
        group.MapPost("/analytics", (HttpContext context, OnboardingSteps steps) => CompleteAsync("analytics", "Analytics config", steps, context))
            .WithSummary("Finish the step analytics").Produces<Dictionary<string, object>>();
        group.MapPost("/integration", IntegrationAsync).WithSummary("Finish the step integration, for a code").TakesJson("client_id", "redirect_uri").Produces<Dictionary<string, object>>();
    }

    private static async ValueTask<object?> ExistsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<OnboardingLifetime>().WasOver
            ? Results.Text("404: Not Found", statusCode: StatusCodes.Status404NotFound)
            : await next(context);

    private static async Task<IResult> ListAsync(HttpContext context, OnboardingSteps steps) =>
        Results.Json((await steps.ListAsync(context.RequestAborted)).Select(step => new Dictionary<string, object> { ["step"] = step.Step, ["done"] = step.Done }));

    private static async Task<IResult> InstallationTypeAsync(HttpContext context, HouseClaim claim) => await claim.IsClaimedAsync(context.RequestAborted)
        ? Results.Text("401: Unauthorized", statusCode: StatusCodes.Status401Unauthorized)
        : Results.Json(new Dictionary<string, string> { ["installation_type"] = "HomeAuth" });

    private static async Task<IResult> CreateOwnerAsync(HttpContext context, OwnerCreation creation, AuthorizationCodeStore codes)
    {
        var body = await JsonBody.ReadAsync(context.Request, "name", "username", "password", "client_id", "language", "setup_code");
        var (clientId, password) = (body.Text("client_id"), body.Text("password"));
        var request = new ClaimRequest(
            body.Text("name"), body.Text("username"), password, password, body.OptionalText("setup_code"), Languages.Match(body.Text("language")) ?? Languages.Default, LeavesStepsOpen: true);
        // The house is claimed once, so the client that is to have the code must be able to redeem it.
        if (!ClientId.TryParse(clientId, out _, out _))
        {
            throw new HomeAuthException(ErrorCodes.InvalidClientId);
        }

        // A page of another origin, open in a browser on this machine, is not somebody at this machine.
        var isLocal = context.IsTrulyLocal() && context.Request.IsSameOrigin();
        return await creation.ClaimAsync(request, isLocal, context.Origin(), context.RequestAborted) switch
        {
            ClaimOutcome.Claimed claimed => AuthCode(await codes.IssueAsync(
                new AuthorizationRequest(clientId, clientId), claimed.UserId, claimed.CredentialId, CancellationToken.None)),
            ClaimOutcome.Refused refused => Refusal(context, refused.Problems[0]),
            _ => WireErrors.Message(StatusCodes.Status403Forbidden, "User step already done", ErrorCodes.AlreadyClaimed),
        };
    }

    private static IResult Refusal(HttpContext context, ClaimProblem problem)
    {
        if (problem.RetryAfter is { } wait)
        {
            context.AnswerRetryAfter(wait);
            return WireErrors.Message(StatusCodes.Status429TooManyRequests, "Too many wrong setup codes", problem.Code);
        }

        return problem.Field == "setup_code"
            ? WireErrors.Message(StatusCodes.Status403Forbidden, "A setup code is needed; the program prints it on its console", problem.Code)
            : WireErrors.Message(StatusCodes.Status400BadRequest, $"Not accepted: {problem.Field}", problem.Code);
    }

    private static async Task<IResult> CompleteAsync(string step, string name, OnboardingSteps steps, HttpContext context)
    {
        try
        {
            await steps.CompleteAsync(step, context.RequestAborted);
            return Results.Json(new Dictionary<string, object>());
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.StepDone)
        {
            return WireErrors.Message(StatusCodes.Status403Forbidden, $"{name} step already done", error.Code);
        }
    }

    private static async Task<IResult> IntegrationAsync(HttpContext context, OnboardingSteps steps)
    {
        var body = await JsonBody.ReadAsync(context.Request, "client_id", "redirect_uri");
        try
        {
            return AuthCode(await steps.CompleteIntegrationAsync(
                body.Text("client_id"), body.Text("redirect_uri"), context.ActiveToken()!, context.RequestAborted));
        }
        catch (HomeAuthException error) when (error.Code is ErrorCodes.StepDone or ErrorCodes.InvalidRedirectUri or ErrorCodes.CredentialsNotFound)
        {
            return error.Code switch
            {
                ErrorCodes.StepDone => WireErrors.Message(StatusCodes.Status403Forbidden, "Integration step already done", error.Code),
                ErrorCodes.InvalidRedirectUri => WireErrors.Message(StatusCodes.Status400BadRequest, "invalid client id or redirect uri", error.Code),
                _ => WireErrors.Message(StatusCodes.Status403Forbidden, "Credentials for user not available", error.Code),
            };
        }
    }

    private static async Task<IResult> WaitAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context.Request, "domain");
        return Results.Json(new Dictionary<string, object> { ["integration_loaded"] = HouseEndpoints.Components.Contains(body.Text("domain")) });
    }

    private static IResult AuthCode(string code) => Results.Json(new Dictionary<string, string> { ["auth_code"] = code });
}
