using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Data;

/// <summary>The model on PostgreSQL.</summary>
public sealed class PostgresHomeAuthDb(DbContextOptions<PostgresHomeAuthDb> options) : HomeAuthDb(options);
