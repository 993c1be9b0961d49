using System.Net;
using HomeAuth.Core;

namespace HomeAuth.Tests.Core.Protection;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("127.0.0.0", "127.255.255.255")]
    [InlineData("10.0.0.0", "10.255.255.255")]
    [InlineData("172.16.0.0", "172.31.255.255")]
    [InlineData("192.168.0.0", "192.168.255.255")]
    [InlineData("169.254.0.0", "169.254.255.255")]
    [InlineData("::1", "::1")]
    [InlineData("fd00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void EdgesOfLocalNetworksAreLocalAlsoAsMappedAddresses(string first, string last) =>
        Assert.All([IPAddress.Parse(first), IPAddress.Parse(last)], address => Assert.True(Networks.IsLocal(address) && Networks.IsLocal(address.MapToIPv6())));

    [Theory]
    [InlineData("126.255.255.255", "128.0.0.0")]
    [InlineData("9.255.255.255", "11.0.0.0")]
    [InlineData("172.15.255.255", "172.32.0.0")]
    [InlineData("192.167.255.255", "192.169.0.0")]
    [InlineData("169.253.255.255", "169.255.0.0")]
    [InlineData("100.64.0.0", "8.8.8.8")]
    [InlineData("::", "::2")]
    [InlineData("fcff:ffff::", "fe00::")]
    [InlineData("fec0::", "2001:db8::1")]
    public void NeighboursOfLocalNetworksAreNotLocal(string before, string after) =>
        Assert.All([IPAddress.Parse(before), IPAddress.Parse(after)], address => Assert.False(Networks.IsLocal(address) || Networks.IsLocal(address.MapToIPv6())));
}
