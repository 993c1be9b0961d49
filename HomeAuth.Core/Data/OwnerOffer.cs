namespace HomeAuth.Core.Data;

/// <summary>The owner wants to hand the house over, and waits for an answer. A house has one offer at most.</summary>
public class OwnerOffer
{
    /// <summary>The owner who offers; a newer offer takes its place.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Who is to be the owner.</summary>
    public required string HeirId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpireAt { get; init; }
}
