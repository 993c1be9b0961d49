namespace HomeAuth.Core;

/// <summary>One way to sign in, an entry of <c>HomeAuth:AuthProviders</c>. Each type has settings of its own.</summary>
public sealed class AuthProviderOptions
{
    /// <summary><c>homeassistant</c>, <c>trusted_networks</c>, <c>command_line</c> or <c>legacy_api_password</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Tells several of one type apart; not for the local provider.</summary>
    public string? Id { get; set; }

    /// <summary>What people see.</summary>
    public string? Name { get; set; }

    /// <summary><c>trusted_networks</c>: address ranges from which people sign in by saying who they are.</summary>
    public IReadOnlyList<string> TrustedNetworks { get; set; } = [];

    /// <summary><c>trusted_networks</c>: who is offered where; the first range that fits decides, and where none fits everybody is.</summary>
    public IReadOnlyList<TrustedUsersOptions> TrustedUsers { get; set; } = [];

    /// <summary><c>trusted_networks</c>: whether nothing is asked where one person alone is offered.</summary>
    public bool AllowBypassLogin { get; set; }

    /// <summary><c>command_line</c>: the program that is asked, with its path.</summary>
    public string? Command { get; set; }

    /// <summary><c>command_line</c>: what it is started with.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary><c>command_line</c>: whether what it prints says who a new person is.</summary>
    public bool Meta { get; set; }

    /// <summary><c>legacy_api_password</c>: the one password of the house.</summary>
    public string? ApiPassword { get; set; }
}

/// <summary>Who is offered in an address range, an entry of <c>TrustedUsers</c>.</summary>
public sealed class TrustedUsersOptions
{
    /// <summary>The address range.</summary>
    public string Network { get; set; } = "";

    /// <summary>Ids of users.</summary>
    public IReadOnlyList<string> Users { get; set; } = [];

    /// <summary>Ids of groups, whose members are offered.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];
}
