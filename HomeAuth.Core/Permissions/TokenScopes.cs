namespace HomeAuth.Core.Permissions;

/// <summary>What a token may be used for, where it is given less than its person has.</summary>
[Flags]
public enum TokenScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>read</c>: look at the house, its entities and the own account.</summary>
    Read = 1,

    /// <summary><c>control</c>: use the house.</summary>
    Control = 2,

    /// <summary><c>account</c>: change the own account, its sign-in and its devices.</summary>
    Account = 4,

    /// <summary><c>manage</c>: whatever an administrator may do with people and settings.</summary>
    Manage = 8,

    /// <summary>Everything that its person may.</summary>
    All = Read | Control | Account | Manage,
}

/// <summary>The text of scopes, as it is kept and as it is on the wire: names with a blank between them.</summary>
public static class TokenScopeText
{
    /// <summary>The scopes that can be chosen, by name.</summary>
    public static readonly IReadOnlyDictionary<string, TokenScopes> Names = new Dictionary<string, TokenScopes>
    {
        ["read"] = TokenScopes.Read,
        ["control"] = TokenScopes.Control,
        ["account"] = TokenScopes.Account,
        ["manage"] = TokenScopes.Manage,
    };

    /// <summary>What a kept text means. Null is everything; a name that this version does not know gives nothing.</summary>
    public static TokenScopes Read(string? text) => text is null
        ? TokenScopes.All
        : text.Split(' ').Aggregate(TokenScopes.None, (scopes, name) => scopes | Names.GetValueOrDefault(name));

    /// <summary>The text of a choice; null for everything.</summary>
    /// <exception cref="HomeAuthException">A name is unknown, or <c>read</c> is missing, without which a token is good for nothing.</exception>
    public static string? Write(IEnumerable<string>? names)
    {
        if (names is null)
        {
            return null;
        }

        var chosen = names.ToHashSet();
        return chosen.All(Names.ContainsKey) && chosen.Contains("read")
            ? Names.Keys.All(chosen.Contains) ? null : string.Join(' ', Names.Keys.Where(chosen.Contains))
            : throw new HomeAuthException(ErrorCodes.InvalidScope, "scope");
    }
}
