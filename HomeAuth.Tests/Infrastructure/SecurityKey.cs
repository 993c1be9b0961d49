using System.Text.Json;
using Microsoft.Playwright;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A virtual authenticator in the browser: holds passkeys, and answers as its person would.</summary>
public sealed class SecurityKey
{
    private readonly ICDPSession _session;
    private readonly string _id;

    private SecurityKey(ICDPSession session, string id)
    {
        _session = session;
        _id = id;
    }

    public static async Task<SecurityKey> PlugInAsync(Person person, bool verifies = true)
    {
        var session = await person.Context.NewCDPSessionAsync(person.Page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new SecurityKey(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    public async Task<IReadOnlyList<JsonElement>> CredentialsAsync() =>
        [.. (await SendAsync("getCredentials"))!.Value.GetProperty("credentials").EnumerateArray()];

    /// <summary>Whether the person is recognised by finger or face.</summary>
    public Task VerifyAsync(bool verifies) => SendAsync("setUserVerified", ("isUserVerified", verifies));

    /// <summary>Whether it answers by itself, as somebody who touches it at once.</summary>
    public Task TouchAsync(bool touched) => SendAsync("setAutomaticPresenceSimulation", ("enabled", touched));

    public Task AddCredentialAsync(object credential) => SendAsync("addCredential", ("credential", credential));

    public Task ClearAsync() => SendAsync("clearCredentials");

    private Task<JsonElement?> SendAsync(string command, params (string Key, object Value)[] values) => _session.SendAsync(
        "WebAuthn." + command,
        new Dictionary<string, object>(values.Select(value => KeyValuePair.Create(value.Key, value.Value))) { ["authenticatorId"] = _id });
}
