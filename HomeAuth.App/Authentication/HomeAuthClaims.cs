using System.Net;
using System.Security.Claims;
using HomeAuth.Core;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Authentication;

/// <summary>The signed-in person as a principal: made anew for each request and each circuit from the token directory, never from what a cookie remembers.</summary>
public static class HomeAuthClaims
{
    /// <summary>One claim for each act that the person may do with this token.</summary>
    public const string Act = "act";
    public const string TokenId = "token_id";
    public const string Username = "username";
    public const string AdminRole = "admin";
    public const string OwnerRole = "owner";

    private const string Address = "address";
    private const string UserAgent = "user_agent";
    private const string Device = "device";

    public static ClaimsPrincipal Principal(ActiveToken token, RequestOrigin origin, string scheme)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, token.UserId),
            new(ClaimTypes.Name, token.Name),
            new(TokenId, token.TokenId),
        ];
        claims.AddRange(Acts.All.Where(act => token.Against(act.Name) is null).Select(act => new Claim(Act, act.Name)));
        AddIf(token.UserName is not null, Username, token.UserName);
        AddIf(token.IsAdmin, ClaimTypes.Role, AdminRole);
        AddIf(token.IsOwner, ClaimTypes.Role, OwnerRole);
        AddIf(origin.Address is not null, Address, origin.Address?.ToString());
        AddIf(origin.UserAgent is not null, UserAgent, origin.UserAgent);
        AddIf(origin.Device is not null, Device, origin.Device);
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));

        void AddIf(bool condition, string type, string? value)
        {
            if (condition)
            {
                claims.Add(new Claim(type, value!));
            }
        }
    }

    /// <summary>Whether somebody may do an act on nobody in particular, as far as was known when the request or the circuit began.</summary>
    public static bool May(this ClaimsPrincipal user, string act) => user.HasClaim(Act, act);

    /// <summary>Who acts, for Core.</summary>
    public static Actor Actor(this ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("Nobody is signed in."),
        user.FindFirstValue(TokenId),
        new RequestOrigin(IPAddress.TryParse(user.FindFirstValue(Address), out var address) ? address : null, user.FindFirstValue(UserAgent), Device: user.FindFirstValue(Device)));
}
