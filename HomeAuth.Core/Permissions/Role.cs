namespace HomeAuth.Core.Permissions;

/// <summary>What somebody is in the house, in one word. It follows from what is kept of them and is nowhere kept itself.</summary>
public enum Role
{
    /// <summary>The one owner.</summary>
    Owner,

    /// <summary>Belongs to the administrators.</summary>
    Admin,

    /// <summary>Belongs to the users.</summary>
    User,

    /// <summary>Belongs to the readers.</summary>
    ReadOnly,

    /// <summary>Belongs to groups of the house's own making, or to none.</summary>
    Custom,

    /// <summary>A program of the house.</summary>
    Service,

    /// <summary>An account of the system.</summary>
    System,
}
