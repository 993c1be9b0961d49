namespace HomeAuth.Core.Data;

/// <summary>A browser on which a user has signed in. It outlives the session: whoever signs in there again need not wait for what strangers guess.</summary>
/// <remarks>The id is no secret: what the browser has to show is a cookie that nobody but the house can make.</remarks>
public class KnownDevice
{
    /// <summary>The browser.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Who has signed in there.</summary>
    public required string UserId { get; init; }

    /// <summary>When they did so last.</summary>
    public required DateTimeOffset SignedInAt { get; set; }
}
