using HomeAuth.Core.Permissions;
using Microsoft.AspNetCore.Authorization;

namespace HomeAuth.App.Authentication;

/// <summary>Says which act of <see cref="Acts"/> a page or a route is, and lets in who may do it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresActAttribute(string act) : AuthorizeAttribute(act)
{
    /// <summary>The act.</summary>
    public string Act { get; } = act;
}

public static class ActAuthorization
{
    /// <summary>One policy for each act: whoever may do it has a claim that says so.</summary>
    public static void AddActs(this AuthorizationOptions options)
    {
        foreach (var act in Acts.All)
        {
            options.AddPolicy(act.Name, policy => policy.RequireAuthenticatedUser().RequireClaim(HomeAuthClaims.Act, act.Name));
        }
    }

    public static TBuilder RequireAct<TBuilder>(this TBuilder routes, string act)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(new RequiresActAttribute(act));
}
