using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Data;

/// <summary>The database of the house: one model, with a sealed context and a set of migrations for each engine.</summary>
/// <remarks>
/// A new migration is made for both engines, without a server running:
/// <code>
/// dotnet ef migrations add NAME --context SqliteHomeAuthDb --project HomeAuth.Core --startup-project HomeAuth.App --output-dir Data/Migrations/Sqlite
/// dotnet ef migrations add NAME --context PostgresHomeAuthDb --project HomeAuth.Core --startup-project HomeAuth.App --output-dir Data/Migrations/Postgres -- --HomeAuth:Database:Provider=Postgres --HomeAuth:Database:ConnectionString=Host=localhost
/// </code>
/// </remarks>
public abstract class HomeAuthDb(DbContextOptions options) : IdentityDbContext<HomeUser, Group, string>(options), IDataProtectionKeyContext
{
    /// <summary>When a passkey was last used: a column beside what Identity keeps of it.</summary>
    public const string PasskeyLastUsedAt = "LastUsedAt";

    /// <summary>Ways to sign in.</summary>
    public DbSet<Credential> Credentials => Set<Credential>();

    /// <summary>Signed-in devices and programs.</summary>
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    /// <summary>Authorization codes on their way to a client.</summary>
    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();

    /// <summary>The persons that programs see.</summary>
    public DbSet<Person> Persons => Set<Person>();

    /// <summary>What a client that claimed the house has still to do.</summary>
    public DbSet<OpenOnboardingStep> OpenOnboardingSteps => Set<OpenOnboardingStep>();

    /// <summary>What the house keeps for its programs.</summary>
    public DbSet<HouseDocument> HouseDocuments => Set<HouseDocument>();

    /// <summary>The history.</summary>
    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();

    /// <summary>What people are to look at.</summary>
    public DbSet<Alert> Alerts => Set<Alert>();

    /// <summary>Links in messages of alerts.</summary>
    public DbSet<AlertLink> AlertLinks => Set<AlertLink>();

    /// <summary>How people want to be told.</summary>
    public DbSet<AlertChoice> AlertChoices => Set<AlertChoice>();

    /// <summary>What people chose.</summary>
    public DbSet<UserPreference> Preferences => Set<UserPreference>();

    /// <summary>Programs that use the old password.</summary>
    public DbSet<DeprecatedAccess> DeprecatedAccesses => Set<DeprecatedAccess>();

    /// <summary>Wrong guesses.</summary>
    public DbSet<GuessCounter> GuessCounters => Set<GuessCounter>();

    /// <summary>Addresses that are kept out.</summary>
    public DbSet<AddressBan> AddressBans => Set<AddressBan>();

    /// <summary>Browsers on which somebody has signed in.</summary>
    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    /// <summary>Second factors.</summary>
    public DbSet<MfaFactor> MfaFactors => Set<MfaFactor>();

    /// <summary>Recovery codes, used ones too until a new set is made.</summary>
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    /// <summary>Links with which a password is chosen anew.</summary>
    public DbSet<RecoveryLink> RecoveryLinks => Set<RecoveryLink>();

    /// <summary>Places that wait for somebody.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>The offer to hand the house over.</summary>
    public DbSet<OwnerOffer> OwnerOffers => Set<OwnerOffer>();

    /// <summary>Pictures of people.</summary>
    public DbSet<Picture> Pictures => Set<Picture>();

    /// <summary>Passkeys, as Identity keeps them.</summary>
    public DbSet<IdentityUserPasskey<string>> Passkeys => Set<IdentityUserPasskey<string>>();

    /// <summary>The key ring of Data Protection; each key is encrypted with the key file of the data directory.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>A moment as the engine keeps it, for statements that are written by hand.</summary>
    internal virtual object Stored(DateTimeOffset moment) => moment;

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(HomeAuthDb).Assembly);
        builder.Entity<IdentityUserRole<string>>().ToTable("UserGroups");
        builder.Entity<IdentityUserClaim<string>>().ToTable("UserClaims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("UserLogins");
        builder.Entity<IdentityUserToken<string>>().ToTable("UserTokens");
        builder.Entity<IdentityRoleClaim<string>>().ToTable("GroupClaims");
        builder.Entity<IdentityUserPasskey<string>>().ToTable("Passkeys").Property<DateTimeOffset?>(PasskeyLastUsedAt);
    }
}
