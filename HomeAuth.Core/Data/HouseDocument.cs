namespace HomeAuth.Core.Data;

/// <summary>One named JSON document that the house keeps for its programs, the same for everybody.</summary>
public class HouseDocument
{
    /// <summary>The name.</summary>
    public required string Key { get; init; }

    /// <summary>The document, JSON.</summary>
    public required string Value { get; set; }
}
