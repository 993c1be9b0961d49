namespace HomeAuth.Core.Clients;

/// <summary>Home Assistant's own apps. Their client ids are names more than addresses: nobody is ever asked, so they work without the internet.</summary>
internal static class KnownApps
{
    private const string Callback = "homeassistant://auth-callback";

    private static readonly Dictionary<string, KnownApp> ByClientId = new(StringComparer.Ordinal)
    {
        ["https://home-assistant.io/iOS"] = new("Home Assistant (iOS)", [Callback]),
        ["https://home-assistant.io/android"] = new(
            "Home Assistant (Android)",
            [
                Callback,
                "https://wear.googleapis.com/3p_auth/io.homeassistant.companion.android",
                "https://wear.googleapis-cn.com/3p_auth/io.homeassistant.companion.android",
            ]),
    };

    /// <summary>The app with exactly this client id.</summary>
    public static KnownApp? Find(string clientId) => ByClientId.GetValueOrDefault(clientId);
}

/// <summary>One app.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RedirectUris">Where it may be redirected to; the usual one first.</param>
internal sealed record KnownApp(string Name, string[] RedirectUris);
