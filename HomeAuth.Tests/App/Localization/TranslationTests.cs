using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using HomeAuth.App.Localization;

namespace HomeAuth.Tests.App.Localization;

/// <summary>What a machine can say of translations: that there is one, in the letters of the language, and that its words were decided on once.</summary>
public sealed partial class TranslationTests
{
    private static readonly string Folder = Path.Combine(ArchitectureTests.Root, "HomeAuth.App", "Localization");

    // Kept as they are in every language: names of products and formats, addresses, what a person has to type.
    private static readonly HashSet<string> Untouched = ["product", "connection.fact.events"];

    private static readonly Dictionary<string, Regex> Letters = new()
    {
        ["ar"] = new(@"\p{IsArabic}"),
        ["he"] = new(@"\p{IsHebrew}"),
        ["ru"] = new(@"\p{IsCyrillic}"),
        ["uk"] = new(@"\p{IsCyrillic}"),
        ["ja"] = new(@"[\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}]"),
        ["ko"] = new(@"\p{IsHangulSyllables}"),
        ["zh-Hans"] = new(@"\p{IsCJKUnifiedIdeographs}"),
        ["zh-Hant"] = new(@"\p{IsCJKUnifiedIdeographs}"),
    };

    public static TheoryData<string> Translated => [.. Languages.All.Select(language => language.Tag).Where(tag => tag != Languages.Default)];

    [Theory, MemberData(nameof(Translated))]
    public void NoSentenceIsLeftInEnglish(string tag)
    {
        var english = Read(Languages.Default);
        Assert.All(Read(tag).Where(entry => !Untouched.Contains(entry.Key) && english.ContainsKey(entry.Key) && Words(english[entry.Key]) >= 3), entry => Assert.NotEqual(english[entry.Key], entry.Value));
    }

    [Theory, MemberData(nameof(Translated))]
    public void SentencesAreInTheLettersOfTheLanguage(string tag)
    {
        if (Letters.TryGetValue(tag, out var letters))
        {
            var english = Read(Languages.Default);
            Assert.All(Read(tag).Where(entry => !Untouched.Contains(entry.Key) && english.ContainsKey(entry.Key) && Words(english[entry.Key]) >= 3), entry => Assert.Matches(letters, entry.Value));
        }
    }

    [Theory, MemberData(nameof(Translated))]
    public void TypographyIsThatOfPrint(string tag) =>
        Assert.All(Read(tag), entry =>
        {
            Assert.DoesNotContain("'", entry.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("...", entry.Value, StringComparison.Ordinal);
            Assert.DoesNotContain(entry.Value, letter => letter is '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));
        });

    [Theory, MemberData(nameof(Translated))]
    public void GlossaryHasAWordForEachTerm(string tag)
    {
        using var glossary = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "Glossaries", $"{tag}.json")));
        using var terms = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "Glossaries", "terms.json")));
        Assert.False(string.IsNullOrWhiteSpace(glossary.RootElement.GetProperty("register").GetString()));
        Assert.Equal(
            terms.RootElement.EnumerateArray().Select(term => term.GetString()!).Order(StringComparer.Ordinal),
            glossary.RootElement.GetProperty("terms").EnumerateObject().Where(term => !string.IsNullOrWhiteSpace(term.Value.GetString())).Select(term => term.Name).Order(StringComparer.Ordinal));
    }

    private static int Words(string text) => Word().Count(text);

    private static Dictionary<string, string> Read(string tag) =>
        XDocument.Load(Path.Combine(Folder, tag == Languages.Default ? "Strings.resx" : $"Strings.{tag}.resx"))
            .Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    [GeneratedRegex(@"(?<![\w.{/])[A-Za-z][a-z]{2,}(?![\w./:])")]
    private static partial Regex Word();
}
