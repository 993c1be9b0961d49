using System.Net;
using System.Text;
using HomeAuth.Core.Clients;

namespace HomeAuth.Tests.Core.Clients;

public sealed class ClientDocumentTests
{
    private const string Id = "https://client.example/id.json";

    [Theory]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/a","https://other.example"]}""", "app:/a https://other.example")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":[],"x":1}""", "")]
    [InlineData("""{"client_id":"https://client.example/ID.json","redirect_uris":["app:/a"]}""", "")]
    [InlineData("""{"redirect_uris":["app:/a"]}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":"app:/a"}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/a",1]}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/a","/b"]}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/a","app:/b#"]}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/a"],"x":NaN}""", "")]
    [InlineData("""{"client_id":"https://client.example/id.json","redirect_uris":["app:/\ud800"]}""", "")]
    [InlineData("""["client_id"]""", "")]
    [InlineData("", "")]
    public void MetadataCountsOnlyIfAllOfItKeepsTheRules(string body, string expected) => Assert.Equal(expected, Metadata(body, Id));

    [Fact]
    public void MetadataOfTheFullSizeIsRefused()
    {
        var body = $$"""{"client_id":"{{Id}}","redirect_uris":["app:/a"]}""";
        Assert.Equal("app:/a", Metadata(body.PadRight(ClientPage.MaxBytes - 1), Id));
        Assert.Equal("", Metadata(body.PadRight(ClientPage.MaxBytes), Id));
    }

    [Theory]
    [InlineData("http://client.example/id.json")]
    [InlineData("https://client.example")]
    [InlineData("https://client.example/id.json#")]
    public void MetadataIsOnlyForHttpsWithAPathAndNoFragment(string id) =>
        Assert.Equal("", Metadata($$"""{"client_id":"{{id}}","redirect_uris":["app:/a"]}""", id));

    [Fact]
    public void MetadataMustBeUtf8()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes($$"""{"client_id":"{{Id}}","redirect_uris":["app:/a"],"n":" """), 0xFF, .. "\"}"u8];
        Assert.Empty(ClientDocument.Metadata(body, Id));
        Assert.Equal("", Metadata($$"""{{'\uFEFF'}}{"client_id":"{{Id}}","redirect_uris":["app:/a"]}""", Id));
    }

    [Theory]
    [InlineData("<link rel=redirect_uri href=app:/a><LINK REL='redirect_uri' HREF='https://other.example'>", "app:/a https://other.example")]
    [InlineData("<link rel=redirect_uri href='../up'><link rel=redirect_uri href='//other.example/x'>", "https://client.example/up https://other.example/x")]
    [InlineData("<link rel=redirect_uri href=''><link rel=redirect_uri><link rel='redirect_uri x' href=app:/a><link rel=REDIRECT_URI href=app:/a>", "")]
    [InlineData("<!-- <link rel=redirect_uri href=app:/a> --><script>'<link rel=redirect_uri href=app:/a>'</script>", "")]
    [InlineData("<a rel=redirect_uri href=app:/a><link rel=redirect_uri href=app:/cut", "")]
    public void LinksAreReadAsABrowserReadsThem(string page, string expected) => Assert.Equal(expected, Links(page));

    [Theory]
    [InlineData("<i>")]
    [InlineData("<table>")]
    [InlineData("<svg><p>")]
    public void DeeplyNestedPagesAreRead(string tag) =>
        Assert.Equal("", Links(string.Concat(Enumerable.Repeat(tag, ClientPage.MaxBytes / tag.Length))));

    [Theory]
    [InlineData("192.168.1.5", true, true)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("::1", true, true)]
    [InlineData("fd00::5", true, true)]
    [InlineData("::ffff:10.0.0.1", true, true)]
    [InlineData("100.64.0.1", true, true)]
    [InlineData("64:ff9b::7f00:1", true, true)]
    [InlineData("169.254.169.254", false, true)]
    [InlineData("::ffff:169.254.169.254", false, true)]
    [InlineData("fe80::1", false, true)]
    [InlineData("0.0.0.0", false, true)]
    [InlineData("::", false, true)]
    [InlineData("224.0.0.1", false, true)]
    [InlineData("8.8.8.8", true, false)]
    [InlineData("2001:4860::1", true, false)]
    public void LookupsConnectToTheHouseholdOnlyIfTheyBeganThere(string address, bool first, bool inside)
    {
        var ip = IPAddress.Parse(address);
        Assert.Equal(first, LookupConnection.MayConnect(ip, isFirstHop: true, firstWasOutside: false));
        Assert.Equal(first, LookupConnection.MayConnect(ip, isFirstHop: false, firstWasOutside: false));
        Assert.Equal(!inside, LookupConnection.MayConnect(ip, isFirstHop: false, firstWasOutside: true));
    }

    private static string Metadata(string body, string id) => string.Join(' ', ClientDocument.Metadata(Encoding.UTF8.GetBytes(body), id));

    private static string Links(string page)
    {
        Assert.True(ClientId.TryParse("https://client.example/dir/page", out var client, out _));
        return string.Join(' ', ClientDocument.Links(Encoding.UTF8.GetBytes(page), client));
    }
}
