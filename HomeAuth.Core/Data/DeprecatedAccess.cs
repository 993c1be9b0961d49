namespace HomeAuth.Core.Data;

/// <summary>A program asks with the old password of the house where it should have a token: one program, one path.</summary>
public class DeprecatedAccess
{
    /// <summary>Where it is: an address, or an IPv6 /64.</summary>
    public required string Household { get; init; }

    /// <summary>The program, as it describes itself; empty when it does not.</summary>
    public required string UserAgent { get; init; }

    /// <summary>What it asked for.</summary>
    public required string Path { get; init; }

    /// <summary>When it first did.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When it last did.</summary>
    public DateTimeOffset LastAt { get; set; }

    /// <summary>How often.</summary>
    public long Count { get; set; }

    /// <summary>Whether it was let in the last time.</summary>
    public bool Accepted { get; set; }
}
