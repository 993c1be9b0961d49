namespace HomeAuth.Core.Data;

/// <summary>A place in the house that waits for somebody. Used or taken back, the row is gone; the history remembers.</summary>
public class Invitation
{
    /// <summary>The id, 32 hex digits.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>SHA-256 of the secret in the link, as hex.</summary>
    public required string Hash { get; init; }

    /// <summary>For whom, as whoever invites calls them; the person may choose another name.</summary>
    public required string Name { get; init; }

    /// <summary>The groups that the person will belong to, separated by line feeds.</summary>
    public required string GroupIds { get; init; }

    /// <summary>Whether the person may only come from the home network.</summary>
    public bool LocalOnly { get; init; }

    /// <summary>The last day on which the person may come; null for no end.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>The hours in which the person may come; null for all.</summary>
    public string? Hours { get; init; }

    /// <summary>Who invites. The invitation ends with them.</summary>
    public required string InviterId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpireAt { get; init; }
}
