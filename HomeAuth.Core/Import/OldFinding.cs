namespace HomeAuth.Core.Import;

/// <summary>One thing that was found in a configuration of Home Assistant.</summary>
/// <param name="Key">Where, such as <c>http.api_password</c>.</param>
/// <param name="Line">On which line, from 1.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Meaning">What it means here; a code, tail of a resource key.</param>
/// <param name="Setting">Our setting with its value as JSON; secrets are not in it. Null when there is none.</param>
public sealed record OldFinding(string Key, long Line, OldOutcome Outcome, string Meaning, string? Setting = null);

/// <summary>What becomes of something that was found.</summary>
public enum OldOutcome
{
    /// <summary>It has a setting here, which can be applied.</summary>
    Applies,

    /// <summary>There is nothing to do.</summary>
    Nothing,

    /// <summary>Somebody has to do something by hand.</summary>
    ByHand,

    /// <summary>It cannot work as it is written.</summary>
    Problem,
}

/// <summary>What the findings mean. The values are tails of resource keys.</summary>
public static class OldMeanings
{
    /// <summary>It has the same meaning here.</summary>
    public const string Same = "same";

    /// <summary>The <c>auth:</c> line of 2018; signing in is always on.</summary>
    public const string AlwaysOn = "always_on";

    /// <summary>The old password becomes an auth provider, and each program gets a token.</summary>
    public const string OldPassword = "old_password";

    /// <summary>Trusted networks become an auth provider.</summary>
    public const string OldNetworks = "old_networks";

    /// <summary>The list of auth providers lacks the local one, without which the house cannot be claimed.</summary>
    public const string NoLocal = "no_local";

    /// <summary>Ids of users of the old house are other ids here.</summary>
    public const string UserIds = "user_ids";

    /// <summary>There is no such auth provider here.</summary>
    public const string UnknownProvider = "unknown_provider";

    /// <summary>There is no such second factor here.</summary>
    public const string UnknownModule = "unknown_module";

    /// <summary>The program runs on this machine, so only somebody on it may say which.</summary>
    public const string Command = "command";

    /// <summary>Trusted proxies are all that is needed.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>Here addresses are banned by default.</summary>
    public const string Threshold = "threshold";

    /// <summary>Where the server listens is ASP.NET's own setting.</summary>
    public const string Listen = "listen";

    /// <summary>Certificates are for a proxy in front, or for Kestrel.</summary>
    public const string Certificate = "certificate";

    /// <summary>The value stands in another file.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>The value cannot be read.</summary>
    public const string Invalid = "invalid";

    /// <summary>It has nothing to do with signing in.</summary>
    public const string Foreign = "foreign";

    /// <summary>It is chosen in the app.</summary>
    public const string InApp = "in_app";

    /// <summary>The value of the provider stands under <c>http:</c>, the form of 0.77 to 0.88.</summary>
    public const string FromHttp = "from_http";

    /// <summary>A provider of the same type has a value of its own, which counts.</summary>
    public const string BesideProvider = "beside_provider";

    /// <summary>There is one of the type with the same id already.</summary>
    public const string Twice = "twice";

    /// <summary>What it cannot do without is nowhere.</summary>
    public const string Missing = "missing";

    /// <summary>Forwarded addresses are asked for, but no proxy is named that may say them.</summary>
    public const string ProxiesMissing = "proxies_missing";

    /// <summary>Proxies are named, but forwarded addresses are not asked for.</summary>
    public const string ProxiesUnused = "proxies_unused";

    /// <summary>A range of all addresses.</summary>
    public const string AllAddresses = "all_addresses";

    /// <summary>An address that is not scheme and host alone.</summary>
    public const string Address = "address";

    /// <summary>Packages, which may have an <c>http:</c> of their own.</summary>
    public const string Packages = "packages";
}
