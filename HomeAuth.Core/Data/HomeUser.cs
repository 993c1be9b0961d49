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

    /// <summary>Whether somebody else chose the password, so that the person has to choose another one before going on.</summary>
    public bool PasswordChangeDue { get; set; }

    /// <summary>The last day on which the person may come, in the time zone of the house; null for no end.</summary>
    public DateOnly? LastDay { get; set; }

    /// <summary>The hours of the week in which the person may come, such as <c>fri 18:00-24:00; sat 00:00-24:00</c>; null for all.</summary>
    public string? Hours { get; set; }

    /// <summary>A program of the house: it has tokens, and no other way to sign in.</summary>
    public bool IsService { get; set; }

    /// <summary>What a service is for.</summary>
    public string? Purpose { get; set; }

    /// <summary>The person who answers for a service.</summary>
    public string? ResponsibleId { get; set; }

    /// <summary>When somebody last used a token of the user; written behind, so the last seconds may be lost.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>When the user was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
