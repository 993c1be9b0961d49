using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.Infrastructure;

internal static class ClockJump
{
    /// <summary>
    /// Sets the clock forward, as somebody sets a clock: timers wait on. Moved through days the clock would run each look at the database that a server
    /// takes every few seconds, a million of them for a quarter of a year.
    /// </summary>
    public static void Jump(this FakeTimeProvider time, TimeSpan by) => time.AdjustTime(time.GetUtcNow() + by);
}
