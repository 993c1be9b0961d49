using System.Net;
using System.Net.NetworkInformation;
using HomeAuth.Core.Protection;
using Microsoft.Extensions.Time.Testing;

namespace HomeAuth.Tests.Core.Protection;

public sealed class OwnAddressesTests
{
    [Fact]
    public void AddressesOfTheNetworkCardsAreOurs()
    {
        var own = new OwnAddresses(TimeProvider.System);
        Assert.All(
            NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses),
            address => Assert.True(own.Contains(address.Address), address.Address.ToString()));
        Assert.True(own.Contains(IPAddress.Parse("127.0.0.9")));
        Assert.False(own.Contains(IPAddress.Parse("203.0.113.77")));
        Assert.False(own.Contains(null));
    }

    [Fact]
    public void AddressThatTheMachineGetsIsKnownWithinAMinuteAlsoInItsMappedForm()
    {
        var time = new FakeTimeProvider();
        IPAddress[] cards = [];
        var own = new OwnAddresses(time, () => cards);
        Assert.False(own.Contains(IPAddress.Parse("192.168.1.9")));
        cards = [IPAddress.Parse("192.168.1.9")];
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(own.Contains(IPAddress.Parse("192.168.1.9")));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(own.Contains(IPAddress.Parse("192.168.1.9")));
        Assert.True(own.Contains(IPAddress.Parse("::ffff:192.168.1.9")));
    }
}
