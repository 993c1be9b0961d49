namespace HomeAuth.App.Api.Http;

/// <summary>Reads forms by hand, urlencoded and multipart alike; a body of another kind is an empty form, as in Home Assistant.</summary>
public sealed class FormBody
{
    private readonly IFormCollection _form;

    private FormBody(IFormCollection form) => _form = form;

    /// <exception cref="OAuthException">The form cannot be read, or has a parameter twice (RFC 6749 §3.2).</exception>
    public static async Task<FormBody> ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return new FormBody(FormCollection.Empty);
        }

        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return form.All(field => field.Value.Count == 1) ? new FormBody(form) : throw new OAuthException("invalid_request", "Parameter given twice");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            throw error is BadHttpRequestException { StatusCode: not StatusCodes.Status400BadRequest }
                ? error
                : new OAuthException("invalid_request", "The form cannot be read");
        }
    }

    /// <summary>The one value of a field; null when it is not there or empty, which means the same (RFC 6749 §3.1).</summary>
    public string? this[string name] => _form.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value.ToString() : null;
}
