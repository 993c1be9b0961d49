using HomeAuth.Core.Clients;

namespace HomeAuth.Tests.Core.Clients;

public sealed class ClientIdTests
{
    [Theory, Trait("HA", "39")]
    [InlineData("http://client.example/", null)]
    [InlineData("https://client.example/", null)]
    [InlineData("HTTPS://client.example/", null)]
    [InlineData("ftp://client.example/", ClientRefusals.ClientIdScheme)]
    [InlineData("javascript://client.example/", ClientRefusals.ClientIdScheme)]
    public void OnlyHttpAndHttpsAreAccepted(string text, string? expected) => Assert.Equal(expected, Refusal(text));

    [Theory, Trait("HA", "40")]
    [InlineData("https://client.example", "https://client.example/")]
    [InlineData("https://client.example/", "https://client.example/")]
    [InlineData("https://client.example?a=/../b", "https://client.example/?a=/../b")]
    public void MissingPathIsSlash(string text, string expected) => Assert.Equal(expected, Accepted(text).Uri.AbsoluteUri);

    [Theory, Trait("HA", "41")]
    [InlineData("https://client.example/hello./.world")]
    [InlineData("https://client.example/.../..a")]
    public void SegmentsThatOnlyBeginOrEndWithDotsAreFine(string text) => Accepted(text);

    [Theory, Trait("HA", "42")]
    [InlineData("https://client.example/.")]
    [InlineData("https://client.example/..")]
    [InlineData("https://client.example/hello/./world")]
    [InlineData("https://client.example/hello/../world")]
    [InlineData("https://client.example/hello/%2e%2E/world")]
    [InlineData("https://client.example/hello/.%2e?x")]
    public void DotSegmentsAreRefused(string text) => Assert.Equal(ClientRefusals.ClientIdDotSegments, Refusal(text));

    [Theory, Trait("HA", "43")]
    [InlineData("https://client.example/#a", ClientRefusals.ClientIdFragment)]
    [InlineData("https://client.example#a", ClientRefusals.ClientIdFragment)]
    [InlineData("https://client.example/#", null)]
    public void FragmentIsRefused(string text, string? expected) => Assert.Equal(expected, Refusal(text));

    [Theory, Trait("HA", "44")]
    [InlineData("https://user@client.example/")]
    [InlineData("https://user:pass@client.example/")]
    [InlineData("https://@client.example/")]
    [InlineData("https://home-assistant.io@client.example/")]
    public void CredentialsAreRefused(string text) => Assert.Equal(ClientRefusals.ClientIdCredentials, Refusal(text));

    [Theory, Trait("HA", "45")]
    [InlineData("client.example")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("[fd12::1]")]
    [InlineData("[::ffff:192.168.0.1]")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    public void NamesAndLocalAddressesAreAcceptedWithAndWithoutPort(string host)
    {
        Accepted($"http://{host}/");
        Assert.Equal(8123, Accepted($"http://{host}:8123/").Port);
    }

    [Theory, Trait("HA", "46")]
    [InlineData("255.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("8.8.8.8.")]
    [InlineData("0x8.0x8.0x8.0x8")]
    [InlineData("134744072")]
    [InlineData("010.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[::ffff:8.8.8.8]")]
    [InlineData("[::]")]
    public void PublicAddressesAreRefusedWithAndWithoutPortInEachNotation(string host)
    {
        Assert.Equal(ClientRefusals.ClientIdPublicAddress, Refusal($"http://{host}/"));
        Assert.Equal(ClientRefusals.ClientIdPublicAddress, Refusal($"http://{host}:8123/"));
    }

    [Theory]
    [InlineData("http://0x7f.1:8123/", "127.0.0.1")]
    [InlineData("http://2130706433/", "127.0.0.1")]
    [InlineData("http://017700000001/", "127.0.0.1")]
    [InlineData("http://127.0.0.1./", "127.0.0.1")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/", "[::1]")]
    public void OddNotationIsTheAddressItIs(string text, string host)
    {
        Assert.Equal(host, Accepted(text).DisplayHost);
        Assert.Equal(host, Accepted(text).Uri.Host);
    }

    [Fact, Trait("HA", "47")]
    public void HostIsLowerCasedWhilePortAndPathStay()
    {
        var client = Accepted("HTTPS://Client.EXAMPLE:8123/Path?Q");
        Assert.Equal("https://client.example:8123/Path?Q", client.Uri.AbsoluteUri);
        Assert.Equal("https://client.example:8123", client.Origin);
        Assert.Equal("HTTPS://Client.EXAMPLE:8123/Path?Q", client.Value);
    }

    [Theory]
    [InlineData(null, ClientRefusals.ClientIdMissing)]
    [InlineData("", ClientRefusals.ClientIdMissing)]
    [InlineData("client.example", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("//client.example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https:client.example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https:/client.example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https:///client.example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://:8123/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https:\\\\client.example\\", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example\\@evil/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData(" https://client.example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example/a\tb", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example/a\r\nb", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example/\u202Etxt", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example/\0", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client..example/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client%2eexample/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.0x/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://1.2.3.4.5/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://999.1.1.1/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://client.example:port/", ClientRefusals.ClientIdPort)]
    [InlineData("https://client.example:65536/", ClientRefusals.ClientIdPort)]
    [InlineData("https://client.example:0/", ClientRefusals.ClientIdPort)]
    [InlineData("https://client.example:+1/", ClientRefusals.ClientIdPort)]
    [InlineData("https://client.example:80:80/", ClientRefusals.ClientIdPort)]
    [InlineData("https://[::1]8123/", ClientRefusals.ClientIdPort)]
    [InlineData("https://fd00::1/", ClientRefusals.ClientIdPort)]
    [InlineData("https://[fe80::1%25eth0]/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://[127.0.0.1]/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://[::1/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://[[::1]/", ClientRefusals.ClientIdNotAUrl)]
    [InlineData("https://[::1]]/", ClientRefusals.ClientIdNotAUrl)]
    public void WhatIsNoAddressIsRefusedForItsPart(string? text, string expected) => Assert.Equal(expected, Refusal(text));

    [Fact]
    public void LengthEndsAtItsLimit()
    {
        var longest = "https://client.example/".PadRight(ClientId.MaxLength, 'a');
        Assert.Null(Refusal(longest));
        Assert.Equal(ClientRefusals.ClientIdTooLong, Refusal(longest + "a"));
    }

    [Theory]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example", true)]
    [InlineData("https://BÜCHER.example/", "xn--bcher-kva.example", true)]
    [InlineData("https://xn--bcher-kva.example/", "xn--bcher-kva.example", true)]
    [InlineData("https://gооgle.example/", "xn--ggle-55da.example", true)]
    [InlineData("https://client.example./", "client.example.", false)]
    [InlineData("https://my_client.example/", "my_client.example", false)]
    public void HostIsShownAsTheNetworkKnowsIt(string text, string host, bool differs)
    {
        Assert.Equal(host, Accepted(text).DisplayHost);
        Assert.Equal(differs, Accepted(text).ReadsDifferently);
    }

    // Browsers and libraries disagree on where these lead, or turn them into an address.
    [Theory]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://client。example/")]
    [InlineData("https://ﬁ.example/")]
    public void HostsThatChangeOnTheirWayToTheNetworkAreRefused(string text) => Assert.Equal(ClientRefusals.ClientIdNotAUrl, Refusal(text));

    [Fact]
    public void OnlyTheExactIdsOfTheAppsHaveTheirNames()
    {
        Assert.Equal("Home Assistant (iOS)", Accepted("https://home-assistant.io/iOS").AppName);
        Assert.Equal("Home Assistant (Android)", Accepted("https://home-assistant.io/android").AppName);
        Assert.Null(Accepted("https://home-assistant.io/ios").AppName);
        Assert.Null(Accepted("https://home-assistant.io:443/iOS").AppName);
    }

    private static ClientId Accepted(string text)
    {
        Assert.True(ClientId.TryParse(text, out var client, out var refusal), refusal);
        return client;
    }

    private static string? Refusal(string? text) => ClientId.TryParse(text, out _, out var refusal) ? null : refusal;
}
