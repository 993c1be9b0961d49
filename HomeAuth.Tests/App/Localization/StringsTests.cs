using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Clients;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Themes;
using HomeAuth.Core.Tokens;

namespace HomeAuth.Tests.App.Localization;

public sealed partial class StringsTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Strings = Languages.All.ToDictionary(language => language.Tag, language => Read(language.Tag));

    [Fact]
    public void EachLanguageHasTheSameKeysAndPlaces()
    {
        foreach (var (tag, language) in Strings)
        {
            Assert.Equal(KeysOf(tag).Order(), language.Keys.Order());
            Assert.All(language.Where(entry => !IsCounted(entry.Key)), entry => Assert.Equal(Places(Strings["en"][entry.Key]), Places(entry.Value)));
            Assert.All(language, entry => Assert.False(string.IsNullOrWhiteSpace(entry.Value), entry.Key));
        }
    }

    [Fact]
    public void EachFormOfACountedTextNamesTheNumberUnlessItIsForOneNumberAlone()
    {
        foreach (var (tag, language) in Strings)
        {
            var culture = CultureInfo.GetCultureInfo(tag);
            var alone = PluralRules.CategoriesOf(culture).Where(category => Enumerable.Range(1, 1000).Count(n => PluralRules.CategoryOf(culture, n) == category) <= 1).ToHashSet();
            Assert.All(language.Where(entry => IsCounted(entry.Key)), entry =>
            {
                var (text, category) = Counted(entry.Key);
                var wanted = Places(Strings["en"][text + ".other"]);
                Assert.Equal(wanted, Places(entry.Value).Union(alone.Contains(category) ? ["{0}"] : []).Order().Where(wanted.Contains));
            });
        }
    }

    [Fact]
    public void EachKeyThatIsUsedExistsAndEachThatExistsIsUsed()
    {
        var source = string.Join('\n', Directory.GetFiles(Path.Combine(ArchitectureTests.Root, "HomeAuth.App"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".razor" or ".cs" && !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var used = Key().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();

        // Keys whose tail is a code or a choice, written as $"theme.mode.{key}".
        var families = used.Where(key => key.Contains('{', StringComparison.Ordinal)).Select(key => key[..key.IndexOf('{', StringComparison.Ordinal)])
            .Where(family => family.Contains('.', StringComparison.Ordinal)).Append("error.").Append("mud.").ToList();
        var quoted = Quoted().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.DoesNotContain(used, key => !key.Contains('{', StringComparison.Ordinal) && !Exists(key));
        Assert.DoesNotContain(
            Strings["en"].Keys,
            key => !quoted.Contains(key) && !quoted.Contains(CountSuffix().Replace(key, "")) && !families.Exists(family => key.StartsWith(family, StringComparison.Ordinal)));
    }

    [Fact]
    public void EachCodeOfCoreHasItsWords()
    {
        Assert.All(Constants(typeof(ErrorCodes)), code => Assert.Contains($"error.{code}", Strings["en"]));
        Assert.All(Constants(typeof(RevocationReasons)), reason => Assert.Contains($"login.reason.{reason}", Strings["en"]));
        Assert.All(Constants(typeof(AbortReasons)), reason => Assert.Contains($"abort.{reason}", Strings["en"]));
        Assert.All(Constants(typeof(RecoveryRoutes)), route => Assert.Contains($"recovery.route.{route}", Strings["en"]));
        Assert.All(Constants(typeof(ThemeProblems)), problem => Assert.Contains($"themes.problem.{problem}", Strings["en"]));
    }

    [Fact]
    public void EachRefusalOfAClientHasItsWords() =>
        Assert.All(Constants(typeof(ClientRefusals)), reason => Assert.Contains($"client.refused.{reason}", Strings["en"]));

    [Theory]
    [InlineData("de", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("zh-Hant-TW", "zh-Hant")]
    [InlineData("zh", "zh-Hant")]
    [InlineData("zh-CN", "zh-Hans")]
    [InlineData("zh-hans-sg", "zh-Hans")]
    [InlineData("iw-IL", "he")]
    [InlineData("no", "nb")]
    [InlineData("nn-NO", "nb")]
    [InlineData("pt-PT", "pt-BR")]
    [InlineData("es-419", "es")]
    [InlineData("en-XA", "en-XA")]
    [InlineData("tlh", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("DE", "de")]
    public void LanguageIsTheSameOrTheOneOfTheRegionOrWithoutIt(string? asked, string? expected) => Assert.Equal(expected, Languages.Match(asked));

    [Fact]
    public void DurationsAreRoundedUpAndCounted()
    {
        var texts = new Texts();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        Assert.Equal("1 Sekunde", texts.Duration(TimeSpan.FromMilliseconds(20)));
        Assert.Equal("5 Sekunden", texts.Duration(TimeSpan.FromSeconds(4.2)));
        Assert.Equal("3 Minuten", texts.Duration(TimeSpan.FromSeconds(121)));
    }

    // The keys of English, with the forms that the language has.
    private static IEnumerable<string> KeysOf(string tag)
    {
        var categories = PluralRules.CategoriesOf(CultureInfo.GetCultureInfo(tag));
        return Strings["en"].Keys.Where(key => !IsCounted(key))
            .Concat(Strings["en"].Keys.Where(IsCounted).Select(key => Counted(key).Text).Distinct().SelectMany(text => categories.Select(category => $"{text}.{category}")));
    }

    private static bool IsCounted(string key) => Counted(key) is ({ } text, "zero" or "one" or "two" or "few" or "many" or "other") && Strings["en"].ContainsKey(text + ".one") && Strings["en"].ContainsKey(text + ".other");

    private static (string Text, string Category) Counted(string key) => (key[..Math.Max(0, key.LastIndexOf('.'))], key[(key.LastIndexOf('.') + 1)..]);

    private static bool Exists(string key) => Strings["en"].ContainsKey(key) || Strings["en"].ContainsKey(key + ".one");

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Order().Distinct();

    private static Dictionary<string, string> Read(string tag)
    {
        var file = Path.Combine(ArchitectureTests.Root, "HomeAuth.App", "Localization", tag == "en" ? "Strings.resx" : $"Strings.{tag}.resx");
        return XDocument.Load(file).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
    }

    [GeneratedRegex("""(?:[Tt]exts?|this)(?:\.Count\(|\[)\$?"([^"]+)"[,\])]""")]
    private static partial Regex Key();

    [GeneratedRegex("\"([a-z_]+(?:[.-][a-z_-]+)*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\.(one|other)$")]
    private static partial Regex CountSuffix();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
