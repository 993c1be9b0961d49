using HomeAuth.Core.Themes;

namespace HomeAuth.Tests.Core.Themes;

/// <summary>Small files that would cost much: they are counted, not timed.</summary>
public sealed class ThemeBudgetTests
{
    private const string Ten = "[*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]";

    [Fact]
    public void MapIsReadOnceHoweverOftenItIsMerged()
    {
        var file = Read("a0: &a0\n" + Values(1000) + Levels(8));
        Assert.Empty(file.Findings.All);
        Assert.Equal(1000, file.Themes["a8"].Common.Count);
        Assert.InRange(file.Steps, 9 * 1000, 20 * 1000);
    }

    [Fact]
    public void ThemeOfTooManyValuesKeepsTheFirstOnes()
    {
        var file = Read("a0: &a0\n" + Values(9000) + Levels(3));
        Assert.All(file.Themes.Values, theme => Assert.Equal(2000, theme.Common.Count));
        Assert.Equal(new ThemeFinding("a.yaml", 2002, "a0", "k2000", ThemeProblems.TooLarge), Assert.Single(file.Findings.All));
        Assert.InRange(file.Steps, 1, 20 * 1000);
    }

    [Theory]
    [InlineData("  <<: *a0")]
    [InlineData("  primary-color: red\n  modes: {light: *a0, dark: *a0}")]
    public void FileThatNeedsTooManyValuesIsNotTaken(string body)
    {
        var file = Read("a0: &a0\n" + Values(1500) + string.Concat(Enumerable.Range(1, 60).Select(i => $"b{i}:\n{body}\n")));
        AssertTooLarge(file);
        Assert.InRange(file.Findings.All.Single().Line, 1502, 1502 + 180);
    }

    [Fact]
    public void OneMapUnderManyNamesCountsForEach() => AssertTooLarge(Read("a0: &a0\n" + Values(1500) + string.Concat(Enumerable.Range(1, 60).Select(i => $"b{i}: *a0\n"))));

    [Fact]
    public void OneListOfMapsCountsForEachThatMergesIt() => AssertTooLarge(Read(
        $"x:\n  - &a0 {{k: red}}\n  - &list [{string.Join(", ", Enumerable.Repeat("*a0", 1500))}]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"b{i}: {{<<: *list}}\n"))));

    [Fact]
    public void MergesAreFollowedOnlySoDeep() => AssertTooLarge(Read(
        "x:\n  - &a0 {k: red}\n" + string.Concat(Enumerable.Range(1, 5000).Select(i => $"  - &a{i} {{<<: *a{i - 1}}}\n")) + "Up: {<<: *a5000}\n"));

    [Fact]
    public void FileOfTooManyPartsIsTooLargeAndNotBroken() => AssertTooLarge(Read("a:\n" + Values(25_000)));

    [Fact]
    public void EachFileHasSoManyFindingsAndEachThingIsSaidOnce()
    {
        var cycles = "modes: {light: {}, dark: {}}\n  " + string.Concat(Enumerable.Range(0, 18_000).Select(i => $"k{i}: var(--k{i})\n  "));
        var (_, findings) = InFolder(Enumerable.Range(0, 8).Select(i => $"Round {i}:\n  {cycles}\n"));
        Assert.Equal(Enumerable.Repeat(ThemeFindings.Most, 5), findings.GroupBy(finding => finding.File).Select(file => file.Count()));
        Assert.Equal(findings.Count, findings.Distinct().Count());
        Assert.Equal([ThemeProblems.Cycle, ThemeProblems.TooLarge], findings.Select(finding => finding.Code).Distinct().Order());
    }

    [Fact]
    public void AllFilesTogetherHaveABudgetToo()
    {
        var (themes, findings) = InFolder(Enumerable.Range(0, 6).Select(i => $"a{i}: &a\n{Values(1500)}" + string.Concat(Enumerable.Range(1, 30).Select(n => $"b{i} {n}: *a\n"))));
        Assert.Equal(5 * 31, themes.Count);
        Assert.Equal(new ThemeFinding("f5.yaml", 0, null, null, ThemeProblems.TooLarge), Assert.Single(findings, finding => finding.Code == ThemeProblems.TooLarge));
    }

    [Fact]
    public void NoMoreOtherValuesArePassedOnThanPagesCarry()
    {
        var (themes, findings) = InFolder(["Much:\n" + Values(301)]);
        Assert.Equal(300, themes["Much"].Light.Others.Count);
        Assert.Equal(new ThemeFinding("f0.yaml", 302, "Much", "k300", ThemeProblems.TooManyOthers), Assert.Single(findings));
    }

    private static void AssertTooLarge(ThemeFile file)
    {
        Assert.Empty(file.Themes);
        Assert.Equal([ThemeProblems.TooLarge], file.Findings.All.Select(finding => finding.Code));
        Assert.InRange(file.Steps, 0, ThemeMaps.MostSteps + 1);
    }

    private static string Values(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"  k{i}: red\n"));

    private static string Levels(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"a{i}: &a{i} {{<<: {Ten.Replace("{0}", $"{i - 1}", StringComparison.Ordinal)}}}\n"));

    private static ThemeFile Read(string yaml)
    {
        var file = new ThemeFile("a.yaml");
        file.Read(yaml);
        return file;
    }

    private static (IReadOnlyDictionary<string, HouseTheme> Themes, IReadOnlyList<ThemeFinding> Findings) InFolder(IEnumerable<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("homeauth-budget-");
        foreach (var (i, text) in files.Index())
        {
            File.WriteAllText(Path.Combine(folder.FullName, $"f{i}.yaml"), text);
        }

        var read = ThemeFolder.Read(folder.FullName);
        folder.Delete(recursive: true);
        return read;
    }
}
