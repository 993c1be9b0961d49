using System.Text;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using Microsoft.Extensions.Primitives;

namespace HomeAuth.App.Authentication;

/// <summary>
/// What a client asks the sign-in page for (RFC 6749 §4.1.1, RFC 7636 §4.3), and the addresses at which it is answered. Judges nothing:
/// nobody may be sent to any of these addresses before <see cref="RedirectUris"/> has allowed it.
/// </summary>
public sealed class ClientQuery
{
    private readonly string? _state;
    private readonly string? _challenge;

    private ClientQuery(IQueryCollection query)
    {
        ClientId = query["client_id"].ToString();
        RedirectUri = query["redirect_uri"].ToString();
        _state = Value(query["state"]);
        _challenge = Value(query["code_challenge"]);
        Fault = FaultOf(query);
    }

    /// <summary>The client id as received.</summary>
    public string ClientId { get; }

    /// <summary>The redirect URI as received, decoded once.</summary>
    public string RedirectUri { get; }

    /// <summary>Why the client cannot have a code, as an error of RFC 6749 §4.1.2.1 with a description for its developer; null when it can.</summary>
    public (string Error, string Description)? Fault { get; }

    /// <summary>What the login flow is for, and the code that it ends with.</summary>
    public AuthorizationRequest Request => new(ClientId, RedirectUri, CodePurpose.Authorize, _challenge);

    /// <summary>What the page was asked for; null when nobody but HomeAuth itself asks.</summary>
    public static ClientQuery? Of(HttpRequest request) =>
        request.Query.ContainsKey("client_id") || request.Query.ContainsKey("redirect_uri") ? new ClientQuery(request.Query) : null;

    /// <summary>The address that brings the client its code.</summary>
    public string CodeAddress(string code, bool keepSignedIn) => Address(("code", code), ("state", _state), ("storeToken", keepSignedIn ? "true" : null));

    /// <summary>The address that tells the client why it gets none.</summary>
    public string ErrorAddress(string error, string? description = null) => Address(("error", error), ("error_description", description), ("state", _state));

    private static (string, string)? FaultOf(IQueryCollection query)
    {
        // RFC 6749 §3.1: no parameter more than once.
        if (Array.Exists(["state", "response_type", "code_challenge", "code_challenge_method"], name => query[name].Count > 1))
        {
            return ("invalid_request", "A parameter was sent more than once.");
        }

        if (Value(query["response_type"]) is not (null or "code"))
        {
            return ("unsupported_response_type", "The response_type must be code.");
        }

        return Value(query["code_challenge"]) is not { } challenge ? null
            : Value(query["code_challenge_method"]) != CodeChallenge.Method ? ("invalid_request", "The code_challenge_method must be S256.")
            : !CodeChallenge.IsOne(challenge) ? ("invalid_request", "The code_challenge must be 32 bytes in base64url without padding.")
            : null;
    }

    // RFC 6749 §3.1: a parameter without a value counts as left out.
    private static string? Value(StringValues values) => string.IsNullOrEmpty(values.ToString()) ? null : values.ToString();

    // The redirect URI goes back letter for letter, with the query that it may have. Clients decode in different ways; %20 is a space to all of them, + is not.
    private string Address(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var address = new StringBuilder(RedirectUri);
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                address.Append(Separator(address)).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return address.ToString();
    }

    private string Separator(StringBuilder address) =>
        address.Length > RedirectUri.Length ? "&"
        : !RedirectUri.Contains('?', StringComparison.Ordinal) ? "?"
        : RedirectUri[^1] is '?' or '&' ? "" : "&";
}
