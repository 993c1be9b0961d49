namespace HomeAuth.Core.Permissions;

/// <summary>What a policy can permit with an entity. The values are Home Assistant's.</summary>
public static class PolicyKeys
{
    /// <summary>To see its state and its history.</summary>
    public const string Read = "read";

    /// <summary>To act on it.</summary>
    public const string Control = "control";

    /// <summary>To change how it is set up.</summary>
    public const string Edit = "edit";
}

/// <summary>Keys that one entry of a policy permits.</summary>
[Flags]
internal enum PolicyKeySet
{
    None = 0,
    Read = 1,
    Control = 2,
    Edit = 4,

    // `true` is more than the three keys that exist: a list of all three must not grow into it.
    Later = 8,
    Every = Read | Control | Edit | Later,
}
