using System.Globalization;
using HomeAuth.App.Localization;

namespace HomeAuth.Tests.App.Localization;

public sealed class PseudoLanguageTests
{
    [Fact]
    public void TextIsLongerInBracketsWithAccentsAndKeepsPlacesAndTags() =>
        Assert.Equal("[Šîĝñ îñ ţö {0} bý <link rel=\"x\"> ñöw ẋẋẋẋẋ ẋẋẋẋẋ]", PseudoLanguage.Of("Sign in to {0} by <link rel=\"x\"> now"));

    [Fact]
    public void NobodyIsOfferedIt() => Assert.DoesNotContain(Languages.All, language => language.Tag == PseudoLanguage.Tag);

    [Fact]
    public void EveryTextComesInItToWhoeverAsks()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(PseudoLanguage.Tag);
        Assert.Equal("[Ļöĝ öûţ ẋẋẋẋẋ]", new Texts()["logout"]);
        Assert.StartsWith("[5 ", new Texts().Count("duration.minutes", 5), StringComparison.Ordinal);
    }
}
