using HomeAuth.Core.Data;

namespace HomeAuth.Core.Alerts;

/// <summary>An alert as its person sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="History.AlertKinds"/>.</param>
/// <param name="EventType">What happened, one of <see cref="History.SecurityEventTypes"/>.</param>
/// <param name="At">When.</param>
/// <param name="Address">From where.</param>
/// <param name="UserAgent">With which device, as it described itself.</param>
/// <param name="IsSignedIn">Whether the device that did it is still signed in.</param>
/// <param name="IsSeen">Whether it was seen before.</param>
public sealed record AlertView(
    string Id, string Kind, string EventType, DateTimeOffset At, string? Address, string? UserAgent, bool IsSignedIn, bool IsSeen)
{
    internal static AlertView Of(Alert alert, bool isSignedIn) => new(
        alert.Id, alert.Kind, alert.Event.Type, alert.Event.At, alert.Event.Address, alert.Event.UserAgent, isSignedIn, alert.SeenAt is not null);
}
