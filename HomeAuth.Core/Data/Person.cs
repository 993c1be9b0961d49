namespace HomeAuth.Core.Data;

/// <summary>A person as programs see one: an entity <c>person.*</c>, linked to a user or not.</summary>
public class Person
{
    /// <summary>The id, a slug of the name; <c>person.</c> and the id is the entity.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The user who is this person.</summary>
    public string? UserId { get; set; }

    /// <summary>The address of a picture.</summary>
    public string? Picture { get; set; }

    /// <summary>Ids of <c>device_tracker.*</c> entities, separated by line feeds.</summary>
    public string DeviceTrackers { get; set; } = "";

    /// <summary>When the person was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
