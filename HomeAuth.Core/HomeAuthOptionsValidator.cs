using HomeAuth.Core.Notifications;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core;

/// <summary>Refuses settings that cannot work, naming the key and what would.</summary>
public sealed class HomeAuthOptionsValidator : IValidateOptions<HomeAuthOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, HomeAuthOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(HomeAuthOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            yield return "HomeAuth:DataDirectory is empty; give the path of a folder.";
        }

        if (string.IsNullOrWhiteSpace(options.HouseName))
        {
            yield return "HomeAuth:HouseName is empty; give the house a name.";
        }

        if (!Enum.IsDefined(options.Database.Provider))
        {
            yield return "HomeAuth:Database:Provider must be Sqlite or Postgres.";
        }

        if (options.Database.Provider == DatabaseProvider.Postgres && string.IsNullOrWhiteSpace(options.Database.ConnectionString))
        {
            yield return "HomeAuth:Database:ConnectionString is missing; PostgreSQL needs one, such as Host=localhost;Database=homeauth;Username=homeauth.";
        }

        if (options.Address is not null
            && !(Uri.TryCreate(options.Address, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }))
        {
            yield return "HomeAuth:Address must be scheme and host alone, such as https://home.example.";
        }

        foreach (var problem in NetworkProblems(options).Concat(AuthProviderProblems.Of(options.EffectiveAuthProviders)).Concat(MfaProblems(options.EffectiveMfaModules)).Concat(NotifyProblems(options.Notify)))
        {
            yield return problem;
        }

        if (options.EffectiveMfaModules.All(module => module.Type == "notify") && string.IsNullOrWhiteSpace(options.Notify.Smtp.Host) && options.Notify.Webhooks.Count == 0)
        {
            yield return "HomeAuth:MfaModules has notify alone, but nothing under HomeAuth:Notify could send a code; add a mail server or a webhook, or the module totp.";
        }

        foreach (var (key, value) in new (string, TimeSpan)[]
        {
            (nameof(LifetimeOptions.RefreshToken), options.Lifetimes.RefreshToken),
            (nameof(LifetimeOptions.BrowserSession), options.Lifetimes.BrowserSession),
            (nameof(LifetimeOptions.AccessToken), options.Lifetimes.AccessToken),
            (nameof(LifetimeOptions.LoginFlow), options.Lifetimes.LoginFlow),
            (nameof(LifetimeOptions.History), options.Lifetimes.History),
        })
        {
            if (value < TimeSpan.FromMinutes(1) || value > TimeSpan.FromDays(3650))
            {
                yield return $"HomeAuth:Lifetimes:{key} is {value}; it must lie between one minute (00:01:00) and ten years (3650.00:00:00).";
            }
        }

        foreach (var (key, value, least) in new (string, int, int)[]
        {
            (nameof(LimitOptions.GuessesPerAccount), options.Limits.GuessesPerAccount, 1),
            (nameof(LimitOptions.LoginFlows), options.Limits.LoginFlows, 10),
            (nameof(LimitOptions.LoginFlowsPerAddress), options.Limits.LoginFlowsPerAddress, 1),
            (nameof(LimitOptions.RefreshTokensPerUser), options.Limits.RefreshTokensPerUser, 1),
            (nameof(LimitOptions.HistoryEvents), options.Limits.HistoryEvents, 100),
            (nameof(LimitOptions.PasswordHashWorkers), options.Limits.PasswordHashWorkers, 0),
        })
        {
            if (value < least)
            {
                yield return $"HomeAuth:Limits:{key} is {value}; it must be at least {least}.";
            }
        }
    }

    private static IEnumerable<string> NetworkProblems(HomeAuthOptions options)
    {
        (string Key, IReadOnlyList<string> Values)[] lists =
        [
            ("Http:TrustedProxies", options.Http.TrustedProxies), ("Protection:AllowedNetworks", options.Protection.AllowedNetworks), ("HomeNetworks", options.HomeNetworks ?? []),
        ];
        foreach (var (key, index, value) in lists.SelectMany(list => list.Values.Select((value, index) => (list.Key, index, value))))
        {
            if (Networks.Parse(value) is null)
            {
                yield return $"HomeAuth:{key}:{index} is '{value}'; it must be an address or an address range such as 192.168.1.0/24.";
            }
        }

        foreach (var (key, values, why) in new[]
        {
            ("Http:TrustedProxies", options.Http.TrustedProxies, "anybody could say from where they come; name the proxy itself, or the network of its containers such as 172.18.0.0/16."),
            ("Protection:AllowedNetworks", options.Protection.AllowedNetworks, "nobody would be counted; use Protection:LoginAttemptsThreshold -1 if that is what you want."),
        })
        {
            if (values.Any(value => Networks.Parse(value) is { PrefixLength: 0 }))
            {
                yield return $"HomeAuth:{key} has a range of all addresses: {why}";
            }
        }

        if (options.HomeNetworks is { Count: 0 })
        {
            yield return "HomeAuth:HomeNetworks is empty; leave it out, and private addresses are at home.";
        }

        if (options.Protection.LoginAttemptsThreshold is < ProtectionOptions.Never or 0)
        {
            yield return $"HomeAuth:Protection:LoginAttemptsThreshold is {options.Protection.LoginAttemptsThreshold}; it must be at least 1, or -1 for not counting addresses.";
        }
    }

    private static IEnumerable<string> MfaProblems(IReadOnlyList<MfaModuleOptions> modules)
    {
        HashSet<string> ids = [];
        foreach (var (module, index) in modules.Select((module, index) => (module, index)))
        {
            if (module.Type is not ("totp" or "notify"))
            {
                yield return $"HomeAuth:MfaModules:{index}:Type is '{module.Type}'; it must be totp or notify.";
            }

            if (module.EffectiveId.Length > 64 || !module.EffectiveId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            {
                yield return $"HomeAuth:MfaModules:{index}:Id must be at most 64 letters, digits, _ and -.";
            }

            // The screens offer a passkey beside the modules under this id.
            if (module.EffectiveId == "passkey" || !ids.Add(module.EffectiveId))
            {
                yield return $"HomeAuth:MfaModules:{index}:Id '{module.EffectiveId}' is taken; give each module an Id of its own.";
            }
        }
    }

    private static IEnumerable<string> NotifyProblems(NotifyOptions notify)
    {
        if (!string.IsNullOrWhiteSpace(notify.Smtp.Host) && !SmtpNotifier.IsAddress(notify.Smtp.From))
        {
            yield return "HomeAuth:Notify:Smtp:From must be the address that mail comes from, such as home@example.org.";
        }

        if (!Enum.IsDefined(notify.Smtp.Security))
        {
            yield return "HomeAuth:Notify:Smtp:Security must be StartTls, Tls or None.";
        }

        if (notify.Smtp.Port is < 1 or > 65535)
        {
            yield return $"HomeAuth:Notify:Smtp:Port is {notify.Smtp.Port}; it must lie between 1 and 65535.";
        }

        HashSet<string> names = [SmtpNotifier.NotifierName];
        foreach (var (webhook, index) in notify.Webhooks.Select((webhook, index) => (webhook, index)))
        {
            if (string.IsNullOrWhiteSpace(webhook.Name) || !names.Add(webhook.Name))
            {
                yield return $"HomeAuth:Notify:Webhooks:{index}:Name '{webhook.Name}' is empty or taken; give each webhook a name of its own.";
            }

            // Not quoted: it may hold a secret of the service.
            if (!WebhookNotifier.IsUrl(webhook.Url))
            {
                yield return $"HomeAuth:Notify:Webhooks:{index}:Url must be an address such as https://ntfy.sh/{{target}}, with {{target}} after the host.";
            }
        }
    }
}
