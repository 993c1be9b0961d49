using HomeAuth.Core.Clients;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.Core.Clients;

public sealed class RedirectUrisTests : IDisposable
{
    private readonly RedirectUris _uris = new(new FakeTimeProvider(), NullLogger<RedirectUris>.Instance);

    public void Dispose() => _uris.Dispose();

    [Theory, Trait("HA", "48")]
    [InlineData("https://client.example/", "https://client.example/any/path?with=query")]
    [InlineData("https://client.example/a/b", "https://client.example")]
    [InlineData("https://client.example/", "https://CLIENT.Example:443/x")]
    [InlineData("http://client.example:80", "HTTP://client.example/x")]
    [InlineData("http://Client.example:8123/", "http://client.example:8123/x")]
    [InlineData("http://[::1]:8123/", "http://[0:0:0:0:0:0:0:1]:8123/x")]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/x")]
    public void EachPathOnTheClientsOwnHostIsAccepted(string clientId, string redirectUri)
    {
        var allowed = Assert.IsType<RedirectVerdict.Allowed>(_uris.CheckWithoutLookup(clientId, redirectUri));
        Assert.Equal((clientId, redirectUri), (allowed.Client.Value, allowed.RedirectUri));
    }

    // PORT is that of the site; it advertises nothing.
    [Theory, Trait("HA", "49")]
    [InlineData("http://client.example:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("https://localhost:PORT/", ClientRefusals.RedirectUriScheme)]
    [InlineData("http://sub.localhost:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("http://localhost/", ClientRefusals.RedirectUriPort)]
    [InlineData("http://localhost.evil.example:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("http://evil-localhost:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("http://localhost.:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("http://xn--lcalhost-bdd:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("http://127.0.0.1:PORT/", ClientRefusals.RedirectUriHost)]
    [InlineData("homeassistant://auth-callback", ClientRefusals.RedirectUriScheme)]
    public async Task OtherPlacesAreRefusedUnlessAdvertised(string redirectUri, string reason)
    {
        await using var site = await AnsweringSite.OpenAsync("<p>Hello</p>");

        var refused = Assert.IsType<RedirectVerdict.Refused>(await _uris.CheckAsync(site.At("localhost"), redirectUri.Replace("PORT", $"{site.Port}", StringComparison.Ordinal), default));

        Assert.Equal((reason, site.At("localhost")), (refused.Reason, refused.Expected));
        Assert.Equal(1, site.Requests);
    }

    [Theory]
    [InlineData(null, ClientRefusals.RedirectUriMissing)]
    [InlineData("", ClientRefusals.RedirectUriMissing)]
    [InlineData("/path", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("//evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("///evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("/\\evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https:evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https:///evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https:\\\\client.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://client.example\\@evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://client.example\\.evil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://client.example%2eevil.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://clıent.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://client.example/\u00A0", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData(" https://client.example/", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("https://client.example/\r\nSet-Cookie: a=b", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("java\tscript:alert(1)", ClientRefusals.RedirectUriNotAUrl)]
    [InlineData("javascript:alert(1)", ClientRefusals.RedirectUriScheme)]
    [InlineData("JavaScript://client.example/%0aalert(1)", ClientRefusals.RedirectUriScheme)]
    [InlineData("data:text/html,x", ClientRefusals.RedirectUriScheme)]
    [InlineData("vbscript:x", ClientRefusals.RedirectUriScheme)]
    [InlineData("file:///etc/passwd", ClientRefusals.RedirectUriScheme)]
    [InlineData("blob:https://client.example/x", ClientRefusals.RedirectUriScheme)]
    [InlineData("about:blank", ClientRefusals.RedirectUriScheme)]
    [InlineData("https://client.example@evil/", ClientRefusals.RedirectUriCredentials)]
    [InlineData("https://client.example:443@evil.example/", ClientRefusals.RedirectUriCredentials)]
    [InlineData("https://evil@client.example/", ClientRefusals.RedirectUriCredentials)]
    [InlineData("https://client.example:evil.example/", ClientRefusals.RedirectUriPort)]
    [InlineData("https://client.example/#", ClientRefusals.RedirectUriFragment)]
    [InlineData("https://client.example/#@evil.example/", ClientRefusals.RedirectUriFragment)]
    [InlineData("https://client.example#.evil.example/", ClientRefusals.RedirectUriFragment)]
    [InlineData("https://client.example/a/../b", ClientRefusals.RedirectUriDotSegments)]
    [InlineData("https://client.example/%2e%2e/b", ClientRefusals.RedirectUriDotSegments)]
    public void TrickyAddressesAreRefusedWithoutAskingTheClient(string? redirectUri, string reason)
    {
        var refused = Assert.IsType<RedirectVerdict.Refused>(_uris.CheckWithoutLookup("https://client.example/", redirectUri));
        Assert.Equal(new(reason, "https://client.example/", redirectUri, "https://client.example/"), refused);
    }

    [Theory]
    [InlineData("https://client.example.evil/")]
    [InlineData("https://evil.example/https://client.example/")]
    [InlineData("https://evil.example/?https://client.example/")]
    [InlineData("https://client.example?.evil.example/")]
    [InlineData("https://client.example:8443/")]
    public void PrefixTricksAreNotTheClientsOwnHost(string redirectUri) =>
        Assert.Equal(
            redirectUri.StartsWith("https://client.example?", StringComparison.Ordinal),
            _uris.CheckWithoutLookup("https://client.example/", redirectUri) is RedirectVerdict.Allowed);

    [Fact]
    public void LengthEndsAtItsLimit()
    {
        var longest = "https://client.example/".PadRight(RedirectUris.MaxLength, 'a');
        Assert.IsType<RedirectVerdict.Allowed>(_uris.CheckWithoutLookup("https://client.example/", longest));
        var refused = Assert.IsType<RedirectVerdict.Refused>(_uris.CheckWithoutLookup("https://client.example/", longest + "a"));
        Assert.Equal(ClientRefusals.RedirectUriTooLong, refused.Reason);
    }

    [Fact]
    public void InvalidClientIdIsRefusedForItsOwnReason() =>
        Assert.Equal(
            new RedirectVerdict.Refused(ClientRefusals.ClientIdPublicAddress, "http://8.8.8.8:8123/", "http://8.8.8.8:8123/", null),
            _uris.CheckWithoutLookup("http://8.8.8.8:8123/", "http://8.8.8.8:8123/"));

    [Theory, Trait("HA", "52")]
    [InlineData("https://home-assistant.io/iOS", "homeassistant://auth-callback")]
    [InlineData("https://home-assistant.io/android", "homeassistant://auth-callback")]
    [InlineData("https://home-assistant.io/android", "https://wear.googleapis.com/3p_auth/io.homeassistant.companion.android")]
    [InlineData("https://home-assistant.io/android", "https://wear.googleapis-cn.com/3p_auth/io.homeassistant.companion.android")]
    public void AppsAreAcceptedWithoutNetwork(string clientId, string redirectUri) =>
        Assert.IsType<RedirectVerdict.Allowed>(_uris.CheckWithoutLookup(clientId, redirectUri));

    [Theory, Trait("HA", "53")]
    [InlineData("https://home-assistant.io/iOS", "homeassistant://something-else")]
    [InlineData("https://home-assistant.io/android", "homeassistant://something-else")]
    [InlineData("https://home-assistant.io/android", "homeassistant://auth-callback/")]
    [InlineData("https://home-assistant.io/android", "HomeAssistant://auth-callback")]
    [InlineData("https://home-assistant.io/iOS", "https://wear.googleapis.com/3p_auth/io.homeassistant.companion.android")]
    public void OtherCallbacksOfAppsAreRefusedWithoutNetwork(string clientId, string redirectUri) =>
        Assert.Equal(
            new RedirectVerdict.Refused(ClientRefusals.RedirectUriApp, clientId, redirectUri, "homeassistant://auth-callback"),
            _uris.CheckWithoutLookup(clientId, redirectUri));

    [Fact, Trait("HA", "53")]
    public async Task CallbackOfTheAppsIsRefusedForAnotherClient()
    {
        await using var site = await AnsweringSite.OpenAsync("<p>Hello</p>");

        Assert.Null(_uris.CheckWithoutLookup(site.Id, "homeassistant://auth-callback"));
        Assert.IsType<RedirectVerdict.Refused>(await _uris.CheckAsync(site.Id, "homeassistant://auth-callback", default));
    }
}
