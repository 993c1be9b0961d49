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
            (nameof(LimitOptions.GuessesPerAddress), options.Limits.GuessesPerAddress, 1),
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
}
