using HomeAuth.Core.Alerts;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Events;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Grants;
using HomeAuth.Core.History;
using HomeAuth.Core.Household;
using HomeAuth.Core.Import;
using HomeAuth.Core.LoginFlows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Preferences;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Providers;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Themes;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HomeAuth.Core;

/// <summary>Everything Core offers, one line each.</summary>
public static class CoreServices
{
    /// <summary>Adds the core of the house.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Validated settings.</param>
    /// <param name="directory">The data directory; opened, unless only the model is looked at.</param>
    public static IServiceCollection AddHomeAuthCore(this IServiceCollection services, HomeAuthOptions options, DataDirectory directory)
    {
        services.AddSingleton(Options.Create(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddHomeAuthData(options, directory);

        services.AddScoped<ILookupNormalizer, UsernameLookupNormalizer>();
        services.AddIdentityCore<HomeUser>(identity => identity.User.AllowedUserNameCharacters = "").AddRoles<Group>().AddEntityFrameworkStores<HomeAuthDb>();

        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<IPasswordHasher<HomeUser>>(provider => provider.GetRequiredService<PasswordHashing>());
        services.AddSingleton<Passwords>();
        services.AddSingleton<TrustedProxies>();
        services.AddSingleton<GuessGates>();
        services.AddSingleton<OwnAddresses>();
        services.AddSingleton<CounterRoom>();
        services.AddScoped<GuessCounters>();
        services.AddSingleton<AddressBans>();
        services.AddScoped<BanList>();
        services.AddScoped<KnownDevices>();
        services.AddSingleton<LoginLog>();
        services.AddSingleton<ProbeWatch>();
        services.AddScoped<GuessProtection>();
        services.AddScoped<SecurityHistory>();
        services.AddSingleton<DeprecatedAccesses>();
        services.AddScoped<HistorySearch>();

        services.AddSingleton<HouseEvents>();
        services.AddSingleton<HouseSettings>();
        services.AddScoped<SettingsChange>();
        services.AddSingleton<HouseThemes>();
        services.AddScoped<DefaultThemeChange>();
        services.AddHostedService<ThemeWatch>();
        services.AddScoped<Authority>();
        services.AddSingleton<RedirectUris>();

        services.AddSingleton<TokenRevocations>();
        services.AddSingleton<TokenUsage>();
        services.AddSingleton<TokenDirectory>();
        services.AddSingleton<TokenSecrets>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<AccessWatch>();
        services.AddSingleton<SignedPaths>();
        services.AddScoped<UnusualSignIns>();
        services.AddScoped<RefreshTokenManager>();
        services.AddScoped<RefreshTokenIssuer>();
        services.AddScoped<RecentProof>();
        services.AddHostedService<PostgresListener>();

        services.AddScoped<AuthProviders>();
        services.AddSingleton<CommandRuns>();
        services.AddSingleton<StaleSecrets>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<LocalLogins>();
        services.AddScoped<FirstPassword>();
        services.AddSingleton<FlowStore<LoginFlow>>();
        services.AddScoped<LoginFlowManager>();

        services.AddSingleton<MfaSecrets>();
        services.AddSingleton<NotifyCodes>();
        services.AddNotifiers(options.Notify);
        services.AddScoped<MfaModules>();
        services.AddScoped<SecondFactors>();
        services.AddSingleton<FlowStore<MfaSetupFlow>>();
        services.AddScoped<MfaSetupFlowManager>();
        services.AddScoped<PasskeyRegistry>();
        services.AddScoped<SecondFactorCheck>();
        services.AddScoped<LoginCompletion>();
        services.AddScoped<Reauthentication>();

        services.AddScoped<AuthorizationCodeStore>();
        services.AddScoped<TokenGrants>();
        services.AddScoped<CredentialLinking>();
        services.AddScoped<LegacyAccess>();

        services.AddScoped<Recoveries>();
        services.AddScoped<RecoveryCodes>();
        services.AddScoped<RecoveryLinks>();
        services.AddScoped<PossessionProof>();
        services.AddSingleton<SetupCode>();
        services.AddSingleton<HouseClaim>();
        services.AddScoped<OwnerCreation>();
        services.AddScoped<OnboardingSteps>();

        services.AddSingleton<AlertTargets>();
        services.AddScoped<AlertInbox>();
        services.AddScoped<AlertAnswers>();
        services.AddScoped<AlertChoices>();
        services.AddScoped<AlertPost>();
        services.AddSingleton<AlertDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertDelivery>());

        services.AddScoped<UserPreferences>();
        services.AddScoped<HouseDocuments>();
        services.AddSingleton<PersonEntities>();
        services.AddScoped<PersonRegistry>();
        services.AddScoped<UserAccounts>();
        services.AddScoped<AdminGuard>();
        services.AddScoped<UserEdit>();
        services.AddScoped<NewPeople>();
        services.AddScoped<Newcomers>();
        services.AddScoped<WaysIn>();
        services.AddScoped<ConfigurationFile>();
        services.AddScoped<PeopleDirectory>();
        services.AddScoped<Invitations>();
        services.AddScoped<Pictures>();
        services.AddScoped<GroupRegistry>();
        services.AddScoped<ServiceAccounts>();
        services.AddScoped<OwnerTransfer>();
        services.AddScoped<OwnerOffers>();
        services.AddHostedService<Housekeeping>();
        return services;
    }
}
