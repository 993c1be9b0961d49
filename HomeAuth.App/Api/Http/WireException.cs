namespace HomeAuth.App.Api.Http;

/// <summary>An answer other than success, as <c>{"message": …, "code": …}</c>.</summary>
public sealed class WireException(int status, string message, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; } = code;
}
