namespace HomeAuth.Core.Data;

/// <summary>Something in the history that its person is to look at: told in the app at once, and sent by the way that they chose. It goes with its event.</summary>
public class Alert
{
    /// <summary>The id, 32 hex digits.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>The event.</summary>
    public long EventId { get; init; }

    /// <summary>The event itself.</summary>
    public SecurityEvent Event { get; init; } = default!;

    /// <summary>Who is told.</summary>
    public required string UserId { get; init; }

    /// <summary>What kind it is, such as <c>new_device</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When its person first saw it in the app.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>What its person said: true for "it was me"; null for nothing yet.</summary>
    public bool? WasMine { get; set; }

    /// <summary>When a message is to be tried next; null when there is nothing to send any more.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>When the message left.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Where the message goes instead of where its person chose, encrypted: a changed target is told to the old one.</summary>
    public string? Target { get; init; }
}

/// <summary>A link in a message, with which whoever reads it says that it was not them.</summary>
public class AlertLink
{
    /// <summary>SHA-256 of the secret in the link, as hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The alert.</summary>
    public required string AlertId { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpireAt { get; init; }
}

/// <summary>How somebody wants to be told of alerts outside of the app.</summary>
public class AlertChoice
{
    /// <summary>Who.</summary>
    public required string UserId { get; init; }

    /// <summary>Notifier and target, encrypted; null for no messages.</summary>
    public string? Target { get; set; }

    /// <summary>Kinds of which no message is sent, separated by spaces.</summary>
    public string SilentKinds { get; set; } = "";

    /// <summary>The minute of the day at which the quiet hours begin, by the clock of the house; null for none.</summary>
    public int? QuietFrom { get; set; }

    /// <summary>The minute of the day at which they end.</summary>
    public int? QuietTo { get; set; }

    /// <summary>When the target was chosen.</summary>
    public DateTimeOffset? TargetChosenAt { get; set; }

    /// <summary>When a test message was last asked for.</summary>
    public DateTimeOffset? TestedAt { get; set; }
}
