using System.Net;

namespace HomeAuth.Core.Protection;

/// <summary>Judges whether an address is one from which saying who one is is enough.</summary>
public static class TrustedNetworks
{
    /// <summary>The type of the provider.</summary>
    public const string ProviderType = "trusted_networks";

    /// <summary>Why somebody from there is not believed, as a code of <see cref="ErrorCodes"/>; null when they are.</summary>
    /// <param name="configured">The provider's own settings.</param>
    /// <param name="proxies">The household's reverse proxies: whoever seems to be one of them is somebody behind it.</param>
    /// <param name="origin">From where.</param>
    public static string? Refuses(AuthProviderOptions configured, IReadOnlyList<string> proxies, RequestOrigin origin) => origin.Address switch
    {
        null => ErrorCodes.AddressUnknown,
        var address when !Networks.Contains(Ranges(configured.TrustedNetworks), address) => ErrorCodes.NotTrustedNetwork,
        var address when Networks.Contains(Ranges(proxies), address) => ErrorCodes.ProxyNotTrusted,
        _ => null,
    };

    /// <summary>Whose names are offered to somebody from there: the first range that fits decides. Null for everybody's.</summary>
    public static TrustedUsersOptions? Offered(AuthProviderOptions configured, IPAddress? address) =>
        configured.TrustedUsers.FirstOrDefault(entry => Networks.Contains(Ranges([entry.Network]), address));

    private static IEnumerable<IPNetwork> Ranges(IEnumerable<string> texts) => texts.Select(text => Networks.Parse(text)!.Value);
}
