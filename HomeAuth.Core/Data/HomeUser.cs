using Microsoft.AspNetCore.Identity;

namespace HomeAuth.Core.Data;

/// <summary>A person of the house, or an account of the system itself.</summary>
public class HomeUser : IdentityUser
{
    /// <summary>A new user with an id of its own.</summary>
    public HomeUser()
    {
        Id = Identifier.New();
        SecurityStamp = Identifier.New();
        ConcurrencyStamp = Identifier.New();
    }

    /// <summary>The display name, not the one used to sign in.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether this is the owner. The database admits one.</summary>
    public bool IsOwner { get; set; }

    /// <summary>Whether the user may sign in and use tokens.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>An account of the system, without any way to sign in.</summary>
    public bool SystemGenerated { get; set; }

    /// <summary>May only come from the home network.</summary>
    public bool LocalOnly { get; set; }

    /// <summary>Whether a second factor has to be set up again, because the person came back without it.</summary>
    public bool SecondFactorDue { get; set; }

    /// <summary>Whether the person wants to be asked for a passkey after the password.</summary>
    public bool PasskeyAfterPassword { get; set; }

    /// <summary>When the user was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
