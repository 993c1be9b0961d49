using System.Text;
using System.Text.Json;
using AngleSharp.Html.Parser;

namespace HomeAuth.Core.Clients;

/// <summary>Reads what a client advertises. Pure: it loads and runs nothing.</summary>
internal static class ClientDocument
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The addresses of all <c>link rel="redirect_uri"</c>, in order, relative ones resolved against the client id.</summary>
    public static IReadOnlyList<string> Links(ReadOnlyMemory<byte> body, ClientId client)
    {
        using var page = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(body.Span));
        return
        [
            .. page.QuerySelectorAll("link")
                .Where(link => link.GetAttribute("rel") == "redirect_uri")
                .Select(link => link.GetAttribute("href"))
                .Where(href => !string.IsNullOrEmpty(href))
                .Select(href => Absolute(href!, client))
                .OfType<string>(),
        ];
    }

    /// <summary>The redirect URIs of a client id metadata document; none if it breaks one of the rules.</summary>
    /// <remarks>The client id must be https with a path; the document must be whole, strict UTF-8 and JSON, and name the very client id.</remarks>
    public static IReadOnlyList<string> Metadata(ReadOnlyMemory<byte> body, string clientId)
    {
        var mayHave = WebAddress.Parse(clientId, out _) is { Scheme: "https", Path: not "", Fragment: null };
        if (!mayHave || body.Length >= ClientPage.MaxBytes)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(StrictUtf8.GetString(body.Span));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("client_id", out var id) || id.ValueKind != JsonValueKind.String
                || id.GetString() != clientId || !root.TryGetProperty("redirect_uris", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            string[] uris = [.. list.EnumerateArray().Select(uri => uri.ValueKind == JsonValueKind.String ? uri.GetString()! : "")];
            return Array.TrueForAll(uris, uri => WebAddress.SchemeOf(uri) is not null && !uri.Contains('#', StringComparison.Ordinal)) ? uris : [];
        }
        catch (Exception error) when (error is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, escaped.
            return [];
        }
    }

    // An absolute address stays as it is written, since it is compared as text.
    private static string? Absolute(string href, ClientId client) =>
        WebAddress.SchemeOf(href) is not null ? href
        : href.StartsWith("//", StringComparison.Ordinal) ? client.Address.Scheme + ":" + href
        : Uri.TryCreate(client.Uri, href, out var absolute) ? absolute.AbsoluteUri : null;
}
