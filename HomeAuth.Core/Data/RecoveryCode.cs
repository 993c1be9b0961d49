namespace HomeAuth.Core.Data;

/// <summary>One of the codes on a person's sheet of paper. Only what argon2id makes of it is kept.</summary>
public class RecoveryCode
{
    /// <summary>The id, 32 hex digits.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The salt of the whole set, as hex.</summary>
    public required string Salt { get; init; }

    /// <summary>What is left of the code, as hex.</summary>
    public required string Hash { get; init; }

    /// <summary>When the set was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was used; null while it is good.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
