using System.Text;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Clients;

/// <summary>Says whether a redirect URI belongs to a client: on the client's own host, an app's own, or advertised by the client itself.</summary>
public sealed class RedirectUris(TimeProvider time, ILogger<RedirectUris> logger) : IDisposable
{
    /// <summary>How many characters a redirect URI may have.</summary>
    public const int MaxLength = 4096;

    // What a browser runs or shows itself instead of going to it. Never allowed, whoever advertises it.
    private static readonly string[] Dangerous = ["javascript", "data", "vbscript", "file", "filesystem", "blob", "about", "view-source"];

    private readonly ClientLookups _lookups = new(time, logger);

    /// <summary>The verdict, where it needs no look-up or the client was looked up a short while ago.</summary>
    /// <returns>Null when the client has to be asked: <see cref="CheckAsync"/> will take up to five seconds.</returns>
    public RedirectVerdict? CheckWithoutLookup(string? clientId, string? redirectUri)
    {
        var verdict = Judge(clientId, redirectUri, out var client, out var address);
        return verdict ?? (_lookups.Known(client!) is { } answer ? Judge(client!, redirectUri!, address, answer) : null);
    }

    /// <summary>The verdict, after asking the client if it must be. Several who ask for the same client at once share one look-up.</summary>
    /// <param name="clientId">The client id as it was received.</param>
    /// <param name="redirectUri">The redirect URI as it was received.</param>
    /// <param name="cancellationToken">Ends the wait, not the look-up: its answer is kept for the next who asks.</param>
    public async Task<RedirectVerdict> CheckAsync(string? clientId, string? redirectUri, CancellationToken cancellationToken)
    {
        var verdict = Judge(clientId, redirectUri, out var client, out var address);
        return verdict ?? Judge(client!, redirectUri!, address, await _lookups.AskAsync(client!).WaitAsync(cancellationToken));
    }

    /// <summary>Whether it could be anybody's redirect URI: not too long, an address, of a kind that somebody may be sent to.</summary>
    public static bool IsWellFormed(string? redirectUri) => Malformed(redirectUri, out _) is null;

    /// <inheritdoc />
    public void Dispose() => _lookups.Dispose();

    private static RedirectVerdict? Judge(string? clientId, string? redirectUri, out ClientId? client, out WebAddress? address)
    {
        address = null;
        if (!ClientId.TryParse(clientId, out client, out var refusal))
        {
            return new RedirectVerdict.Refused(refusal, clientId, redirectUri, null);
        }

        if (Malformed(redirectUri, out address) is { } reason)
        {
            return Refuse(client, redirectUri, reason);
        }

        if (address?.HasOriginOf(client.Address) is true)
        {
            return new RedirectVerdict.Allowed(client, redirectUri!);
        }

        return KnownApps.Find(client.Value) is not { } app ? null
            : app.RedirectUris.Contains(redirectUri, StringComparer.Ordinal) ? new RedirectVerdict.Allowed(client, redirectUri!)
            : Refuse(client, redirectUri, ClientRefusals.RedirectUriApp);
    }

    private static RedirectVerdict Judge(ClientId client, string redirectUri, WebAddress? address, LookupAnswer answer) =>
        answer.RedirectUris.Contains(redirectUri, StringComparer.Ordinal) ? new RedirectVerdict.Allowed(client, redirectUri)
        : Refuse(client, redirectUri, answer.Failure ?? Difference(client.Address, address));

    private static RedirectVerdict.Refused Refuse(ClientId client, string? redirectUri, string reason) =>
        new(reason, client.Value, redirectUri, KnownApps.Find(client.Value)?.RedirectUris[0] ?? client.Origin + "/");

    // Also an app's own scheme (homeassistant://auth-callback) is well formed; then there is no web address.
    private static string? Malformed(string? redirectUri, out WebAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(redirectUri))
        {
            return ClientRefusals.RedirectUriMissing;
        }

        if (redirectUri.Length > MaxLength)
        {
            return ClientRefusals.RedirectUriTooLong;
        }

        // Only ASCII: it goes into a Location header, and letters beyond it are where two programs read two hosts.
        if (WebAddress.SchemeOf(redirectUri) is not { } scheme || !Ascii.IsValid(redirectUri) || !WebAddress.IsCleanText(redirectUri))
        {
            return ClientRefusals.RedirectUriNotAUrl;
        }

        if (Dangerous.Contains(scheme))
        {
            return ClientRefusals.RedirectUriScheme;
        }

        if (redirectUri.Contains('#', StringComparison.Ordinal))
        {
            return ClientRefusals.RedirectUriFragment;
        }

        address = WebAddress.Parse(redirectUri, out var fault);
        return fault switch
        {
            AddressFault.None or AddressFault.Scheme => null,
            AddressFault.Credentials => ClientRefusals.RedirectUriCredentials,
            AddressFault.Port => ClientRefusals.RedirectUriPort,
            AddressFault.DotSegments => ClientRefusals.RedirectUriDotSegments,
            _ => ClientRefusals.RedirectUriNotAUrl,
        };
    }

    private static string Difference(WebAddress client, WebAddress? redirect) =>
        redirect?.Scheme != client.Scheme ? ClientRefusals.RedirectUriScheme
        : redirect.Host != client.Host ? ClientRefusals.RedirectUriHost
        : ClientRefusals.RedirectUriPort;
}
