namespace HomeAuth.Core.Notifications;

/// <summary>One way by which a message reaches a person outside of the house's own pages.</summary>
public abstract class Notifier
{
    /// <summary>How long sending one message may take in all, for its person waits meanwhile.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private protected const string TimedOut = "it took longer than 10 seconds";

    /// <summary>The name by which people choose it; unique.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a message needs to be told where it goes, such as a mail address.</summary>
    public abstract bool NeedsTarget { get; }

    /// <summary>Whether something can be sent there.</summary>
    public abstract bool Accepts(string target);

    /// <summary>Sends a message.</summary>
    /// <exception cref="HomeAuthException">It could not be sent: <see cref="ErrorCodes.NotifierFailed"/>.</exception>
    public abstract Task SendAsync(string target, NotificationText text, CancellationToken cancellationToken);
}

/// <summary>A message in words.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Html">The same as a page, for those who show it.</param>
public sealed record NotificationText(string Subject, string Text, string Html);

/// <summary>What a message says; a closed set of records.</summary>
public abstract record Notification
{
    private Notification()
    {
    }

    /// <summary>A one-time code.</summary>
    /// <param name="Code">The code.</param>
    /// <param name="Lifetime">How long it is good for.</param>
    public sealed record OneTimeCode(string Code, TimeSpan Lifetime) : Notification;

    /// <summary>Something that its reader is to look at.</summary>
    /// <param name="Kind">The kind of alert.</param>
    /// <param name="EventType">What happened, the type of a security event.</param>
    /// <param name="At">When.</param>
    /// <param name="Address">From where; null when that is not known.</param>
    /// <param name="UserAgent">With which device, as it described itself.</param>
    /// <param name="Secret">The secret of the link with which the reader says that it was not them.</param>
    /// <param name="Lifetime">How long the link is good for.</param>
    public sealed record Alert(
        string Kind, string EventType, DateTimeOffset At, string? Address, string? UserAgent, string Secret, TimeSpan Lifetime) : Notification;

    /// <summary>A message that shows that messages arrive.</summary>
    public sealed record Test : Notification;
}

/// <summary>Puts a message into words, which Core has none of.</summary>
/// <param name="notification">What it says.</param>
/// <param name="language">The tag of the reader's language, or null if it is not known.</param>
public delegate NotificationText ComposeNotification(Notification notification, string? language);
