using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Tests.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Tests.Core.Data;

public sealed class DatabaseTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory, DatabaseData]
    public async Task MigrationsSayWhatTheModelSays(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);

        Assert.False(await house.RunAsync<HomeAuthDb, bool>(db => Task.FromResult(db.Database.HasPendingModelChanges())));
        Assert.Equal(3, await house.RunAsync<HomeAuthDb, int>(db => db.Roles.CountAsync(group => group.SystemGenerated)));
    }

    [Theory, DatabaseData]
    public async Task DatabaseAdmitsOneOwner(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.ClaimAsync();

        await Assert.ThrowsAsync<DbUpdateException>(() => house.RunAsync<HomeAuthDb>(async db =>
        {
            db.Users.Add(new HomeUser { Name = "second", IsOwner = true });
            await db.SaveChangesAsync();
        }));
    }

    [Theory, DatabaseData]
    public async Task DatabaseOfANewerVersionIsRefused(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        await house.RunAsync<HomeAuthDb>(db => db.Database.ExecuteSqlRawAsync(
            """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231000000_Future', '99.0')"""));

        var error = await Assert.ThrowsAsync<StartupException>(() => house.RunAsync<DatabaseMigrator>(migrator => migrator.MigrateAsync()));

        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Contains("29991231000000_Future", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SqliteIsDurableAndClosedToOthers()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.ClaimAsync();

        await house.RunAsync<HomeAuthDb>(async db =>
        {
            Assert.Equal("wal", await PragmaAsync(db, "journal_mode"));
            Assert.Equal("2", await PragmaAsync(db, "synchronous"));
            Assert.Equal("1", await PragmaAsync(db, "foreign_keys"));
            Assert.Equal(15, db.Database.GetDbConnection() is SqliteConnection connection ? connection.DefaultTimeout : 0);
        });
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(house.Directory.Path));
        Assert.All(Directory.GetFiles(house.Directory.Path), file => Assert.Equal(OwnerOnly, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task LockOfAKilledMigrationDoesNotStopTheNextStart()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        await house.RunAsync<HomeAuthDb>(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("""CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
            await db.Database.ExecuteSqlRawAsync("""INSERT OR REPLACE INTO "__EFMigrationsLock" VALUES (1, '2020-01-01')""");
            // Something is pending, so the lock is wanted.
            await db.Database.ExecuteSqlRawAsync("""DROP TABLE "__EFMigrationsHistory" """);
            foreach (var table in new[]
            {
                "AlertLinks", "Alerts", "AlertChoices", "AuthorizationCodes", "MfaFactors", "RecoveryCodes", "RecoveryLinks", "Invitations", "OwnerOffers", "DeprecatedAccesses", "Pictures", "Persons", "OpenOnboardingSteps", "HouseDocuments",
                "KnownDevices", "RefreshTokens", "Credentials", "UserPreferences", "UserGroups", "UserClaims", "UserLogins", "UserTokens", "Passkeys",
                "GroupClaims", "Groups", "Users", "SecurityEvents", "GuessCounters", "AddressBans", "DataProtectionKeys",
            })
            {
#pragma warning disable EF1002 // The names are written above.
                await db.Database.ExecuteSqlRawAsync($"DROP TABLE \"{table}\"");
#pragma warning restore EF1002
            }
        });

        await house.RunAsync<DatabaseMigrator>(migrator => migrator.MigrateAsync());

        Assert.Equal(3, await house.RunAsync<HomeAuthDb, int>(db => db.Roles.CountAsync()));
    }

    [Fact]
    public async Task DataDirectoryServesOneProcess()
    {
        await using var house = await TestHouse.OpenAsync(DatabaseProvider.Sqlite);
        using var second = new DataDirectory(house.Directory.Path);

        var error = Assert.Throws<StartupException>(second.Open);

        Assert.Contains("already uses", error.Message, StringComparison.Ordinal);
        Assert.Contains("HomeAuth:DataDirectory", error.Message, StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task KeyRingInTheDatabaseIsUselessWithoutTheKeyFile(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        var secret = house.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");

        var xml = await house.RunAsync<HomeAuthDb, string>(db => db.DataProtectionKeys.Select(key => key.Xml!).SingleAsync());

        Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<value>", xml, StringComparison.Ordinal);
        Assert.Equal("secret", house.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret));
    }

    [Theory, DatabaseData]
    public async Task KeyFileOfAnotherHouseIsRefused(DatabaseProvider provider)
    {
        await using var house = await TestHouse.OpenAsync(provider);
        house.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");
        await house.RunAsync<DatabaseMigrator>(migrator => migrator.MigrateAsync());
        using var other = new DataDirectory(Directory.CreateDirectory(Path.Combine(house.Directory.Path, "other")).FullName);
        other.Open();
        using var otherKey = new DataProtectionKeyFile(DataProtectionKeyFile.LoadOrCreate(other, house.Time));
        await using var scope = house.Services.CreateAsyncScope();
        var migrator = ActivatorUtilities.CreateInstance<DatabaseMigrator>(scope.ServiceProvider, otherKey);

        var error = await Assert.ThrowsAsync<StartupException>(() => migrator.MigrateAsync());

        Assert.Contains("homeauth.key", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> PragmaAsync(HomeAuthDb db, string name)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names are written above.
        command.CommandText = $"PRAGMA {name}";
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
