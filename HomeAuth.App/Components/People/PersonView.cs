using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;

namespace HomeAuth.App.Components.People;

/// <summary>A row of the list of people; plain, so that it can be carried from the first rendering to the circuit.</summary>
public sealed record PersonView(
    string Id,
    string Name,
    string? Username,
    string? Picture,
    Role Role,
    bool IsActive,
    bool AtHomeOnly,
    bool HasHours,
    DateOnly? LastDay,
    bool HasSecondFactor,
    int Devices,
    DateTimeOffset? LastSeenAt)
{
    public static PersonView Of(PersonRow row) => new(
        row.Id,
        row.Name,
        row.Username,
        row.Picture,
        row.Standing.Role,
        row.IsActive,
        row.Limits.AtHomeOnly,
        row.Limits.Hours is not null,
        row.Limits.LastDay,
        row.HasSecondFactor,
        row.Devices,
        row.LastSeenAt);

    /// <summary>The tail of the key of the words for a role.</summary>
    public static string RoleName(Role role) => role switch
    {
        Role.ReadOnly => "read_only",
        _ => role.ToString().ToLowerInvariant(),
    };
}

/// <summary>One page of the list.</summary>
public sealed record PeopleView(IReadOnlyList<PersonView> Rows, int Found, int Total);
