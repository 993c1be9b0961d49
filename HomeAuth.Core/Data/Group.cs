using Microsoft.AspNetCore.Identity;

namespace HomeAuth.Core.Data;

/// <summary>A group that users belong to; it decides what they may do.</summary>
public class Group : IdentityRole
{
    /// <summary>Everything in the house may be read and changed.</summary>
    public const string AdminId = "system-admin";

    /// <summary>The house may be used.</summary>
    public const string UsersId = "system-users";

    /// <summary>The house may be looked at.</summary>
    public const string ReadOnlyId = "system-read-only";

    /// <summary>Whether the group is built in.</summary>
    public bool SystemGenerated { get; set; }
}
