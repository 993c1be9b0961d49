namespace HomeAuth.Core.Clients;

/// <summary>Why a client id or a redirect URI is refused. The values are part of the contract with screens: tails of keys of texts.</summary>
public static class ClientRefusals
{
    /// <summary>There is no client id.</summary>
    public const string ClientIdMissing = "client_id_missing";

    /// <summary>The client id is longer than <see cref="ClientId.MaxLength"/>.</summary>
    public const string ClientIdTooLong = "client_id_too_long";

    /// <summary>The client id is no web address, or has spaces, control characters or backslashes in it.</summary>
    public const string ClientIdNotAUrl = "client_id_not_a_url";

    /// <summary>The client id begins with something else than http or https.</summary>
    public const string ClientIdScheme = "client_id_scheme";

    /// <summary>The client id has a user name or password in it.</summary>
    public const string ClientIdCredentials = "client_id_credentials";

    /// <summary>The port of the client id is not a number from 1 to 65535.</summary>
    public const string ClientIdPort = "client_id_port";

    /// <summary>The client id has a part after <c>#</c>.</summary>
    public const string ClientIdFragment = "client_id_fragment";

    /// <summary>The path of the client id has a segment <c>.</c> or <c>..</c>.</summary>
    public const string ClientIdDotSegments = "client_id_dot_segments";

    /// <summary>The client id names an IP address that is not one of a household.</summary>
    public const string ClientIdPublicAddress = "client_id_public_address";

    /// <summary>There is no redirect URI.</summary>
    public const string RedirectUriMissing = "redirect_uri_missing";

    /// <summary>The redirect URI is longer than <see cref="RedirectUris.MaxLength"/>.</summary>
    public const string RedirectUriTooLong = "redirect_uri_too_long";

    /// <summary>The redirect URI is no absolute address, or has characters in it that an address cannot have.</summary>
    public const string RedirectUriNotAUrl = "redirect_uri_not_a_url";

    /// <summary>The redirect URI begins otherwise than the client id (https against http, say), or with something that is never allowed.</summary>
    public const string RedirectUriScheme = "redirect_uri_scheme";

    /// <summary>The redirect URI has a user name or password in it.</summary>
    public const string RedirectUriCredentials = "redirect_uri_credentials";

    /// <summary>The host of the redirect URI is not that of the client id.</summary>
    public const string RedirectUriHost = "redirect_uri_host";

    /// <summary>The port of the redirect URI is not that of the client id, or is none.</summary>
    public const string RedirectUriPort = "redirect_uri_port";

    /// <summary>The redirect URI has a <c>#</c> in it (RFC 6749 §3.1.2).</summary>
    public const string RedirectUriFragment = "redirect_uri_fragment";

    /// <summary>The path of the redirect URI has a segment <c>.</c> or <c>..</c>.</summary>
    public const string RedirectUriDotSegments = "redirect_uri_dot_segments";

    /// <summary>The client is one of Home Assistant's apps, and the redirect URI is not one of its own.</summary>
    public const string RedirectUriApp = "redirect_uri_app";

    /// <summary>The redirect URI is elsewhere, and the client did not answer in time whether it is its own.</summary>
    public const string LookupTimeout = "lookup_timeout";

    /// <summary>The redirect URI is elsewhere, and the client could not be asked whether it is its own.</summary>
    public const string LookupFailed = "lookup_failed";

    /// <summary>The redirect URI is elsewhere, and too many clients are being asked already. Worth another try.</summary>
    public const string LookupTooBusy = "lookup_too_busy";
}
