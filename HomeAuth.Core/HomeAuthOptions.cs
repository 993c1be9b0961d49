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

    /// <summary>
    /// The address under which people reach the house, such as <c>https://home.example</c>, for links that are shown elsewhere than in the browser
    /// that asked for them. Null means that each link has the address of whoever asked.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>The ways to sign in, in order; null for the local provider alone. A list replaces it.</summary>
    public IReadOnlyList<AuthProviderOptions>? AuthProviders { get; set; }

    /// <summary>How the house is reached.</summary>
    public HttpOptions Http { get; set; } = new();

    /// <summary>What keeps strangers out.</summary>
    public ProtectionOptions Protection { get; set; } = new();

    /// <summary>Address ranges that are at home; null for private addresses. What is chosen in the app wins.</summary>
    public IReadOnlyList<string>? HomeNetworks { get; set; }

    /// <summary>The kinds of second factor that people may set up, in order; null for an authenticator app alone.</summary>
    public IReadOnlyList<MfaModuleOptions>? MfaModules { get; set; }

    /// <summary>By what codes are sent to people.</summary>
    public NotifyOptions Notify { get; set; } = new();

    /// <summary>Which database.</summary>
    public DatabaseOptions Database { get; set; } = new();

    /// <summary>How long things last.</summary>
    public LifetimeOptions Lifetimes { get; set; } = new();

    /// <summary>How much is accepted.</summary>
    public LimitOptions Limits { get; set; } = new();

    internal IReadOnlyList<AuthProviderOptions> EffectiveAuthProviders => AuthProviders ?? [new() { Type = "homeassistant" }];

    internal IReadOnlyList<MfaModuleOptions> EffectiveMfaModules => MfaModules ?? [new() { Type = "totp" }];
}

/// <summary>One kind of second factor, an entry of <c>HomeAuth:MfaModules</c>.</summary>
public sealed class MfaModuleOptions
{
    /// <summary><c>totp</c> or <c>notify</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Tells several of one type apart; the type if there is one.</summary>
    public string? Id { get; set; }

    /// <summary>What people see.</summary>
    public string? Name { get; set; }

    internal string EffectiveId => string.IsNullOrWhiteSpace(Id) ? Type : Id;

    internal string EffectiveName => string.IsNullOrWhiteSpace(Name) ? DefaultName(Type) : Name;

    /// <summary>The name that a module of a type has unless it is given one, as in Home Assistant.</summary>
    public static string DefaultName(string type) => type == "totp" ? "Authenticator app" : "Notify One-Time Password";
}

/// <summary>By what codes are sent to people, under <c>HomeAuth:Notify</c>.</summary>
public sealed class NotifyOptions
{
    /// <summary>The mail server; without a host no mail is sent.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Services that take a message by HTTP POST, as ntfy does.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; set; } = [];
}

/// <summary>The mail server, under <c>HomeAuth:Notify:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Its name; null when there is none.</summary>
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The name to log in with, if it asks for one.</summary>
    public string? Username { get; set; }

    /// <summary>The password to log in with.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }
}

/// <summary>How the connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS after the greeting, and no mail without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all; for a server on this machine.</summary>
    None,
}

/// <summary>A service that takes a message by HTTP POST, an entry of <c>HomeAuth:Notify:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>What people see, and choose.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where messages go; <c>{target}</c> stands for what the person gives, such as a topic.</summary>
    public string Url { get; set; } = "";

    /// <summary>Sent as bearer token, if given.</summary>
    public string? Token { get; set; }
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
