using System.Globalization;

namespace HomeAuth.App.Authentication;

public static class RetryAfter
{
    /// <summary>The answer is 429 and says for how long (RFC 6585 §4), rounded up.</summary>
    public static void AnswerRetryAfter(this HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
