using HomeAuth.App.Components.Shared;
using HomeAuth.Core;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Localization;

public sealed class ReaderTests
{
    private readonly Reader _reader = new(TestSettings.Of(new HomeAuthOptions()));

    [Theory]
    [InlineData("Asia/Tokyo", "Asia/Tokyo")]
    [InlineData("Etc/GMT+5", "Etc/GMT+5")]
    [InlineData("../../etc/passwd", null)]
    [InlineData("/etc/localtime", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ZoneOfTheBrowserIsOneThatThereIs(string? said, string? known)
    {
        _reader.Start(new ReaderFacts(said, WantsOwnZone: true, "en"));
        Assert.Equal(known, _reader.ZoneOfBrowser?.Id);
        Assert.Equal(known ?? TimeZoneInfo.Local.Id, _reader.Zone.Id);
    }

    [Fact]
    public void ZoneOfTheHouseIsShownUnlessOnesOwnIsWanted()
    {
        _reader.Start(new ReaderFacts("Asia/Tokyo", WantsOwnZone: false, "en"));
        Assert.Equal(TimeZoneInfo.Local.Id, _reader.Zone.Id);
    }
}
