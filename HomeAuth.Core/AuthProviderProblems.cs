using HomeAuth.Core.Protection;

namespace HomeAuth.Core;

/// <summary>What cannot work in <c>HomeAuth:AuthProviders</c>, naming the key and what would.</summary>
internal static class AuthProviderProblems
{
    private static readonly string[] Types = ["homeassistant", TrustedNetworks.ProviderType, "command_line", "legacy_api_password"];

    public static IEnumerable<string> Of(IReadOnlyList<AuthProviderOptions> providers)
    {
        HashSet<(string, string)> seen = [];
        return providers.SelectMany((provider, index) => Of(provider, $"HomeAuth:AuthProviders:{index}")
            .Concat(seen.Add((provider.Type, provider.Id ?? "")) ? [] : [$"HomeAuth:AuthProviders:{index} is the second of type {provider.Type}; give each of a type an Id of its own."]));
    }

    private static IEnumerable<string> Of(AuthProviderOptions provider, string key)
    {
        if (!Types.Contains(provider.Type))
        {
            return [$"{key}:Type is '{provider.Type}'; it must be one of {string.Join(", ", Types)}."];
        }

        return IdProblems(provider, key).Concat(Foreign(provider, key)).Concat(provider.Type switch
        {
            TrustedNetworks.ProviderType => TrustedProblems(provider, key),
            "command_line" => CommandProblems(provider, key),
            "legacy_api_password" when string.IsNullOrEmpty(provider.ApiPassword) => [$"{key}:ApiPassword is missing; legacy_api_password needs the old password."],
            _ => [],
        });
    }

    private static IEnumerable<string> IdProblems(AuthProviderOptions provider, string key)
    {
        if (provider.Id is not { Length: > 0 } id)
        {
            yield break;
        }

        if (provider.Type == "homeassistant")
        {
            yield return $"{key}:Id cannot be set; there is one local provider.";
        }
        else if (id.Length > 64 || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
        {
            yield return $"{key}:Id must be at most 64 letters, digits, _ and -.";
        }
    }

    // The values are not quoted: one of them is a password.
    private static IEnumerable<string> Foreign(AuthProviderOptions provider, string key) =>
        new (string Name, string Type, bool IsSet)[]
        {
            (nameof(provider.TrustedNetworks), TrustedNetworks.ProviderType, provider.TrustedNetworks.Count > 0),
            (nameof(provider.TrustedUsers), TrustedNetworks.ProviderType, provider.TrustedUsers.Count > 0),
            (nameof(provider.AllowBypassLogin), TrustedNetworks.ProviderType, provider.AllowBypassLogin),
            (nameof(provider.Command), "command_line", provider.Command is not null),
            (nameof(provider.Args), "command_line", provider.Args.Count > 0),
            (nameof(provider.Meta), "command_line", provider.Meta),
            (nameof(provider.ApiPassword), "legacy_api_password", provider.ApiPassword is not null),
        }.Where(setting => setting.IsSet && setting.Type != provider.Type).Select(setting => $"{key}:{setting.Name} is a setting of {setting.Type}, not of {provider.Type}.");

    private static IEnumerable<string> CommandProblems(AuthProviderOptions provider, string key)
    {
        if (provider.Command is not { } command || !Path.IsPathFullyQualified(command))
        {
            yield return $"{key}:Command is '{provider.Command}'; it must be the whole path of a program, such as /usr/local/bin/check-password.";
        }
    }

    private static IEnumerable<string> TrustedProblems(AuthProviderOptions provider, string key)
    {
        if (provider.TrustedNetworks.Count == 0)
        {
            yield return $"{key}:TrustedNetworks is missing; trusted_networks needs at least one address range, such as 192.168.1.0/24.";
        }

        var ranges = provider.TrustedNetworks.Select((text, index) => ($"TrustedNetworks:{index}", text))
            .Concat(provider.TrustedUsers.Select((entry, index) => ($"TrustedUsers:{index}:Network", entry.Network)));
        foreach (var (name, text) in ranges)
        {
            if (Networks.Parse(text) is null)
            {
                yield return $"{key}:{name} is '{text}'; it must be an address or an address range such as 192.168.1.0/24.";
            }
        }

        foreach (var (id, index) in provider.TrustedUsers.SelectMany((entry, index) => entry.Users.Select(id => (id, index))))
        {
            if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower))
            {
                yield return $"{key}:TrustedUsers:{index}:Users has '{id}'; the id of a user is 32 hex digits, shown on their sheet under /people.";
            }
        }
    }
}
