namespace HomeAuth.Core.Data;

/// <summary>An address, or a range of them, that is kept out.</summary>
public class AddressBan
{
    /// <summary>The range in its normal form, such as <c>203.0.113.7/32</c>.</summary>
    public required string Network { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>Until when; null for ever.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>How many wrong guesses it is for; null when somebody entered it by hand.</summary>
    public int? Failures { get; set; }

    /// <summary>Who entered it; null for nobody. Outlives the user.</summary>
    public string? ActorId { get; set; }
}
