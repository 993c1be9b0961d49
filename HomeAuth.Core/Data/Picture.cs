namespace HomeAuth.Core.Data;

/// <summary>A small picture of somebody. A new picture is a new row, so that its address never shows another one.</summary>
public class Picture
{
    /// <summary>The id, 32 hex digits; whoever knows it may see the picture.</summary>
    public string Id { get; init; } = Identifier.New();

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>Its kind.</summary>
    public required string ContentType { get; init; }

    /// <summary>The file.</summary>
    public required byte[] Content { get; init; }
}
