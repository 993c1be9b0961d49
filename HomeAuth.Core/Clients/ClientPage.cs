using System.Net;

namespace HomeAuth.Core.Clients;

/// <summary>
/// Fetches the page at a client id and reads the redirect URIs from it: link tags (IndieAuth), else a client id metadata document
/// (draft-ietf-oauth-client-id-metadata-document).
/// </summary>
internal static class ClientPage
{
    public const int MaxBytes = 10_240;
    public const int MaxRedirects = 5;

    /// <summary>The redirect URIs that the client advertises, in order.</summary>
    public static async Task<IReadOnlyList<string>> RedirectUrisAsync(ClientId client, CancellationToken cancellationToken)
    {
        // A handler of its own for each look-up: no connection, cookie or judgement is carried from one client to another.
        var connection = new LookupConnection();
        using var invoker = new HttpMessageInvoker(connection.Handler());
        var hop = client;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, hop.Uri);
            request.Headers.UserAgent.ParseAdd("HomeAuth");
            request.Headers.Accept.ParseAdd("text/html, application/json;q=0.9");
            using var response = await invoker.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect && response.Headers.Location is { } location)
            {
                hop = redirects < MaxRedirects ? Next(hop, location) : throw new HttpRequestException("it redirects too often");
                connection.IsFirstHop = false;
                continue;
            }

            var body = await ReadAsync(response, cancellationToken);
            var links = ClientDocument.Links(body, client);
            return links.Count > 0 || redirects > 0 || response.StatusCode != HttpStatusCode.OK ? links : ClientDocument.Metadata(body, client.Value);
        }
    }

    // Whatever we would not take as a client id we do not go to either. From https there is no way back to http, where anybody on the way could answer.
    private static ClientId Next(ClientId hop, Uri location)
    {
        var next = new Uri(hop.Uri, location).GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped);
        return !ClientId.TryParse(next, out var client, out var refusal) ? throw new HttpRequestException($"it redirects to what is no client id ({refusal})")
            : hop.Uri.Scheme == "https" && client.Uri.Scheme != "https" ? throw new HttpRequestException("it redirects from https to http")
            : client;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return buffer.AsMemory(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
    }
}
