namespace HomeAuth.Core;

/// <summary>Everything a household can set, under the configuration key <c>HomeAuth</c>.</summary>
public sealed class HomeAuthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "HomeAuth";

    /// <summary>Folder for the database, keys and the setup code. Absolute once the program has started.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>The name of the house, shown on the sign-in page.</summary>
    public string HouseName { get; set; } = "Home";

    /// <summary>Origins whose pages may read the answers of the API; any origin may ask for tokens.</summary>
    public IReadOnlyList<string> CorsAllowedOrigins { get; set; } = ["https://cast.home-assistant.io"];

    /// <summary>Which database.</summary>
    public DatabaseOptions Database { get; set; } = new();

    /// <summary>How long things last.</summary>
    public LifetimeOptions Lifetimes { get; set; } = new();

    /// <summary>How much is accepted.</summary>
    public LimitOptions Limits { get; set; } = new();
}

/// <summary>Which database, under <c>HomeAuth:Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The engine.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>The connection string; needed for PostgreSQL, made from the data directory for SQLite.</summary>
    public string? ConnectionString { get; set; }
}

/// <summary>The supported database engines.</summary>
public enum DatabaseProvider
{
    /// <summary>Embedded, one file in the data directory.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server; several HomeAuth servers may share it.</summary>
    Postgres,
}

/// <summary>How long things last, under <c>HomeAuth:Lifetimes</c>. Written as <c>d.hh:mm:ss</c>.</summary>
public sealed class LifetimeOptions
{
    /// <summary>A refresh token that is not used for this long is revoked. Each use begins the time anew.</summary>
    public TimeSpan RefreshToken { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The same for a browser that was not asked to stay signed in.</summary>
    public TimeSpan BrowserSession { get; set; } = TimeSpan.FromDays(1);

    /// <summary>An access token that a client gets for its refresh token.</summary>
    public TimeSpan AccessToken { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A login flow that is not finished in this time is forgotten.</summary>
    public TimeSpan LoginFlow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Security events are kept this long.</summary>
    public TimeSpan History { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>How much is accepted, under <c>HomeAuth:Limits</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>Wrong guesses on one account before it has to wait.</summary>
    public int GuessesPerAccount { get; set; } = 5;

    /// <summary>Wrong guesses from one address (IPv6: one /64) before it has to wait.</summary>
    public int GuessesPerAddress { get; set; } = 20;

    /// <summary>Login flows kept in memory at once; the oldest gives way.</summary>
    public int LoginFlows { get; set; } = 10_000;

    /// <summary>Login flows one address may hold at once; its oldest gives way.</summary>
    public int LoginFlowsPerAddress { get; set; } = 1000;

    /// <summary>Refresh tokens one person may hold; the longest unused gives way.</summary>
    public int RefreshTokensPerUser { get; set; } = 500;

    /// <summary>Security events kept at most; the oldest give way.</summary>
    public int HistoryEvents { get; set; } = 100_000;

    /// <summary>Passwords hashed at the same time; 0 means one less than the processors, at least one.</summary>
    public int PasswordHashWorkers { get; set; }
}
