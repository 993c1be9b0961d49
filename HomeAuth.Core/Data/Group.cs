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

    /// <summary>The policy of administrators and users: everything, with all entities.</summary>
    public const string EverythingPolicy = """{"entities":true}""";

    /// <summary>The policy of readers.</summary>
    public const string ReadOnlyPolicy = """{"entities":{"all":{"read":true}}}""";

    /// <summary>What its members may do with entities, a policy document as JSON; null for nothing.</summary>
    public string? Policy { get; set; }

    /// <summary>Whether the group is built in.</summary>
    public bool SystemGenerated { get; set; }
}
