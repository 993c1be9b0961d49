using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace HomeAuth.Core.Data;

/// <summary>The model on SQLite.</summary>
public sealed class SqliteHomeAuthDb(DbContextOptions<SqliteHomeAuthDb> options) : HomeAuthDb(options)
{
    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();

    /// <inheritdoc />
    internal override object Stored(DateTimeOffset moment) => UnixMicroseconds.Of(moment);

    // SQLite has no type for moments, and EF cannot compare or order its text form. Microseconds are what PostgreSQL keeps too.
    private sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(
        moment => Of(moment),
        value => new DateTimeOffset((value * TimeSpan.TicksPerMicrosecond) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero))
    {
        public static long Of(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}
