using System.Reflection;
using HomeAuth.Core;
using Xunit.Sdk;
using Xunit.v3;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Runs a test on each database engine; on PostgreSQL it shows as skipped where there is none.</summary>
public sealed class DatabaseDataAttribute : DataAttribute
{
    private static readonly string? NoPostgres = PostgresServer.IsReachable
        ? null
        : "No PostgreSQL: install the package postgresql, or set HOMEAUTH_TEST_POSTGRES to a connection string.";

    private DatabaseProvider[] _providers = [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    /// <summary>The one engine on which the test makes sense.</summary>
    public DatabaseProvider Only
    {
        get => _providers[0];
        set => _providers = [value];
    }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
        [.. _providers.Select(provider => new TheoryDataRow(provider) { Skip = provider == DatabaseProvider.Postgres ? NoPostgres : null })]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
