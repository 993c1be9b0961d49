namespace HomeAuth.Core;

/// <summary>How the house is reached, under <c>HomeAuth:Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Address ranges of reverse proxies of the household: what they say about the visitor is believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>Origins whose pages may read the answers of the API; any origin may ask for tokens.</summary>
    public IReadOnlyList<string> CorsAllowedOrigins { get; set; } = ["https://cast.home-assistant.io"];
}
