using System.Globalization;
using HomeAuth.App.Localization;
using HomeAuth.Tests.Infrastructure;

namespace HomeAuth.Tests.App.Localization;

public sealed class RelativeTimeTests(NodePackages node)
{
    [Fact]
    public async Task WordsAreThoseOfUnicode()
    {
        await using var program = await node.RunAsync("relative.mjs", Languages.All.Select(language => language.Tag));
        var theirs = (await program.ExpectAsync("relative")).GetProperty("words");
        var texts = new Texts();
        Assert.All(Languages.All, language =>
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language.Tag);
            Assert.All(theirs.GetProperty(language.Tag).EnumerateObject(), asked =>
            {
                var dot = asked.Name.LastIndexOf('.');
                var count = long.Parse(asked.Name[(dot + 1)..], CultureInfo.InvariantCulture);
                // Where the word says one or two, Hebrew adds the number in brackets.
                Assert.Equal(asked.Value.GetString()!.Replace($" ({count})", "", StringComparison.Ordinal), texts.Count(asked.Name[..dot], count));
            });
        });
    }

    [Theory]
    [InlineData(-59, "now")]
    [InlineData(0, "now")]
    [InlineData(59, "now")]
    [InlineData(-60, "1 minute ago")]
    [InlineData(-3599, "59 minutes ago")]
    [InlineData(-3600, "1 hour ago")]
    [InlineData(-86_399, "23 hours ago")]
    [InlineData(-86_400, "1 day ago")]
    [InlineData(-31 * 86_400, "1 month ago")]
    [InlineData(-366 * 86_400, "1 year ago")]
    [InlineData(3600, "in 1 hour")]
    [InlineData(30 * 86_400 - 5, "in 30 days")]
    [InlineData((3653 * 86_400) - 5, "in 10 years")]
    public void LargestUnitIsSaidInWholeNumbers(int seconds, string words)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Assert.Equal(words, RelativeTime.Of(new Texts(), TimeSpan.FromSeconds(seconds)));
    }
}
