using HomeAuth.App.Authentication;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Api.Http;

/// <summary>A further way to sign in for somebody who is signed in: the code of a login flow of the type <c>link_user</c>.</summary>
public static class LinkUserEndpoints
{
    public static void MapLinkUser(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/link_user", LinkAsync).WithSummary("Link the credential behind a code to the caller").TakesJson("code", "client_id")
            .WithTags("Sign in").RequireAct(Acts.ChangeSignIn).Produces<Dictionary<string, object>>();

    private static async Task<IResult> LinkAsync(HttpContext context, CredentialLinking linking)
    {
        var body = await JsonBody.ReadAsync(context.Request, "code", "client_id");
        await linking.LinkAsync(body.Text("client_id"), body.Text("code"), context.User.Actor(), context.RequestAborted);
        return WireErrors.Message(StatusCodes.Status200OK, "User linked");
    }
}
