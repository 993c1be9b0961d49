using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Core.Data;

internal static class DataServices
{
    /// <summary>The database, its folder, and the key ring.</summary>
    public static IServiceCollection AddHomeAuthData(this IServiceCollection services, HomeAuthOptions options, DataDirectory directory)
    {
        // By a factory, so that the folder is free for another process as soon as this host is disposed.
        services.AddSingleton(_ => directory);
        services.AddScoped<DatabaseMigrator>();

        // Identity's context takes its schema version from here; 3 is the one with passkeys.
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);

        var connection = DatabaseMigrator.ConnectionString(options, directory);
        if (options.Database.Provider == DatabaseProvider.Postgres)
        {
            services.AddDbContextPool<HomeAuthDb, PostgresHomeAuthDb>(context => context.UseNpgsql(connection));
        }
        else
        {
            services.AddDbContextPool<HomeAuthDb, SqliteHomeAuthDb>(context => context.UseSqlite(connection));
        }

        services.AddSingleton(_ => new DataProtectionKeyFile(DataProtectionKeyFile.LoadOrCreate(directory, TimeProvider.System)));
        var protection = services.AddDataProtection().SetApplicationName("HomeAuth").PersistKeysToDbContext<HomeAuthDb>();
        if (directory.IsOpen)
        {
            protection.ProtectKeysWithCertificate(DataProtectionKeyFile.LoadOrCreate(directory, TimeProvider.System));
        }

        return services;
    }
}
