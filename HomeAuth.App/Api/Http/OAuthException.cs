namespace HomeAuth.App.Api.Http;

/// <summary>An error of the token endpoint, as <c>{"error": …, "error_description": …}</c> (RFC 6749 §5.2).</summary>
public sealed class OAuthException(string error, string? description = null, int status = StatusCodes.Status400BadRequest) : Exception(error)
{
    public string Error { get; } = error;

    public string? Description { get; } = description;

    public int Status { get; } = status;
}
