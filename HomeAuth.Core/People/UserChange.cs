using HomeAuth.Core.Users;

namespace HomeAuth.Core.People;

/// <summary>What is to be changed of a user; null leaves it as it is.</summary>
/// <param name="Name">The display name.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="GroupIds">All groups that they belong to.</param>
/// <param name="LocalOnly">Whether they may only come from home.</param>
/// <param name="LastDay">The last day on which they may come.</param>
/// <param name="Hours">The hours in which they may come.</param>
/// <param name="Username">The name that they sign in with.</param>
public sealed record UserChange(
    string? Name = null,
    bool? IsActive = null,
    IReadOnlyCollection<string>? GroupIds = null,
    bool? LocalOnly = null,
    Changed<DateOnly?>? LastDay = null,
    Changed<WeeklyHours?>? Hours = null,
    string? Username = null);

/// <summary>A new value for what may also have none.</summary>
public sealed record Changed<T>(T Value);
