using System.Text.Json;
using System.Text.Unicode;

namespace HomeAuth.App.Api.Http;

/// <summary>Reads JSON bodies by hand: whatever the content type says, and with Home Assistant's own answers to what is wrong.</summary>
public static class JsonBody
{
    /// <exception cref="WireException">The body is not JSON.</exception>
    public static async Task<JsonFields> ReadAsync(HttpRequest request, params string[] known)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        try
        {
            return Utf8.IsValid(body.ToArray())
                ? new JsonFields(JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }).RootElement, known)
                : throw InvalidJson();
        }
        catch (JsonException)
        {
            throw InvalidJson();
        }
    }

    private static WireException InvalidJson() => new(StatusCodes.Status400BadRequest, "Invalid JSON.");
}
