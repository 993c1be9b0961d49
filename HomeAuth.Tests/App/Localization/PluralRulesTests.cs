using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Localization;

public sealed class PluralRulesTests(NodePackages node)
{
    [Fact]
    public async Task FormsAreThoseOfUnicode()
    {
        await using var program = await node.RunAsync("plurals.mjs", Languages.All.Select(language => language.Tag));
        var theirs = (await program.ExpectAsync("plurals")).GetProperty("categories");

        Assert.All(Languages.All, language => Assert.Equal(
            theirs.GetProperty(language.Tag).EnumerateArray().Select(category => category.GetString()),
            Enumerable.Range(0, 1200).Select(n => PluralRules.CategoryOf(CultureInfo.GetCultureInfo(language.Tag), n))));
    }
}
