using HomeAuth.Core;

namespace HomeAuth.App.Api.Http;

/// <summary>Turns what went wrong into an answer, once for all routes of the API.</summary>
public static class WireErrors
{
    public static TBuilder AnswersInHomeAssistantsWords<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(AnswerAsync);

    public static IResult Message(int status, string message, string? code = null) => Results.Json(
        code is null ? new Dictionary<string, string> { ["message"] = message } : new Dictionary<string, string> { ["message"] = message, ["code"] = code },
        statusCode: status);

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (WireException error)
        {
            return Message(error.Status, error.Message, error.Code);
        }
        catch (InvalidFormatException error)
        {
            return Message(StatusCodes.Status400BadRequest, $"Message format incorrect: {error.Message}");
        }
        catch (HomeAuthException error)
        {
            var words = WireWords.Of(error.Code);
            return Message(Status(error.Code), WireWords.IsLimit(error.Code) ? "Login blocked: " + words : words, error.Code);
        }
        catch (BadHttpRequestException error)
        {
            return Message(error.StatusCode, "The request cannot be read");
        }
    }

    private static int Status(string code) => code switch
    {
        ErrorCodes.InvalidFlow or ErrorCodes.InvalidHandler => StatusCodes.Status404NotFound,
        ErrorCodes.InvalidRedirectUri or ErrorCodes.UserInactive => StatusCodes.Status403Forbidden,
        _ when WireWords.IsLimit(code) || WireWords.IsRefusal(code) => StatusCodes.Status403Forbidden,
        ErrorCodes.TooManyAttempts => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };
}
