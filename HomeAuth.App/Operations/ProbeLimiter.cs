using System.Threading.RateLimiting;
using HomeAuth.Core;

namespace HomeAuth.App.Operations;

/// <summary>
/// So many probes a minute for each household. A service and not the framework's middleware, whose limiter is never disposed: its timer would go on ten times a
/// second after the house has stopped, and keep all of it in memory.
/// </summary>
public sealed class ProbeLimiter : IEndpointFilter, IDisposable
{
    private const int PerMinute = 240;

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress is { } address ? Networks.Household(address) : "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(context.HttpContext);
        return lease.IsAcquired ? await next(context) : Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    public void Dispose() => _limiter.Dispose();
}
