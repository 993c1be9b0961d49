using System.Globalization;
using System.Text;
using HomeAuth.Core.Themes;

namespace HomeAuth.Tests.Core.Themes;

/// <summary>What is in the folder, and what must not be read from it.</summary>
public sealed class ThemeFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("homeauth-folder-");

    private string Folder => Path.Combine(_root.FullName, "themes");

    public ThemeFolderTests() => Directory.CreateDirectory(Folder);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void FolderThatIsNotThereHasNoThemes()
    {
        Directory.Delete(Folder);
        Assert.Empty(ThemeFolder.Read(Folder).Themes);
    }

    [Fact]
    public void FoldersWithinAreReadAndOtherFilesAreNot()
    {
        Write("a.yaml", Theme("One"));
        Write("hacs/two/two.YAML", Theme("Two"));
        Write("notes.txt", Theme("Three"));
        Write("a/b/c/d/e.yaml", Theme("Four"));
        Write("empty.yaml", "");
        Assert.Equal(["One", "Two"], ThemeFolder.Read(Folder).Themes.Keys);
    }

    [Fact]
    public void BrokenFileKeepsTheOthers()
    {
        Write("good.yaml", Theme("Good"));
        Write("bad.yaml", "Bad:\n\tprimary-color: red");
        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal(["Good"], themes.Keys);
        Assert.Equal(("bad.yaml", ThemeProblems.NotYaml), (Assert.Single(findings).File, findings[0].Code));
    }

    [Fact]
    public void TheFirstFileHasTheName()
    {
        Write("a.yaml", Theme("Same", "#111111"));
        Write("b.yaml", "\n" + Theme("Same", "#222222"));
        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal("a.yaml", themes["Same"].File);
        Assert.Equal(new ThemeFinding("b.yaml", 2, "Same", null, ThemeProblems.NameTaken), Assert.Single(findings));
    }

    [Fact]
    public void LinksOutOfTheFolderAreNotFollowed()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "secret.yaml"), Theme("Secret"));
        Directory.CreateDirectory(Path.Combine(_root.FullName, "elsewhere"));
        File.WriteAllText(Path.Combine(_root.FullName, "elsewhere", "x.yaml"), Theme("Elsewhere"));
        Write("real.yaml", Theme("Real"));
        File.CreateSymbolicLink(Path.Combine(Folder, "out.yaml"), Path.Combine(_root.FullName, "secret.yaml"));
        File.CreateSymbolicLink(Path.Combine(Folder, "relative.yaml"), "../secret.yaml");
        File.CreateSymbolicLink(Path.Combine(Folder, "nowhere.yaml"), "none.yaml");
        File.CreateSymbolicLink(Path.Combine(Folder, "round.yaml"), "round.yaml");
        File.CreateSymbolicLink(Path.Combine(Folder, "inside.yml.yaml"), "real.yaml");
        Directory.CreateSymbolicLink(Path.Combine(Folder, "outside"), Path.Combine(_root.FullName, "elsewhere"));
        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal(["Real"], themes.Keys);
        Assert.Equal(
            ["nowhere.yaml link", "out.yaml link", "outside link", "real.yaml name_taken", "relative.yaml link", "round.yaml link"],
            findings.Select(finding => $"{finding.File} {finding.Code}"));
    }

    [Fact]
    public void FolderItselfMayLieElsewhere()
    {
        Write("a.yaml", Theme("One"));
        var link = Path.Combine(_root.FullName, "link");
        Directory.CreateSymbolicLink(link, Folder);
        File.CreateSymbolicLink(Path.Combine(Folder, "b.yaml"), "a.yaml");
        Assert.Equal([ThemeProblems.NameTaken], ThemeFolder.Read(link).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task PipeIsNotWaitedFor()
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Combine(Folder, "pipe.yaml"));
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Write("a.yaml", Theme("One"));
        Assert.Equal(["One"], (await Task.Run(() => ThemeFolder.Read(Folder)).WaitAsync(TimeSpan.FromSeconds(10))).Themes.Keys);
    }

    [Fact]
    public void FileInAnotherEncodingIsSaidAndNotGuessed()
    {
        File.WriteAllText(Path.Combine(Folder, "latin.yaml"), "# Themes\n" + Theme("Grün"), Encoding.Latin1);
        File.WriteAllText(Path.Combine(Folder, "marked.yaml"), Theme("Über"), Encoding.Unicode);
        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal(["Über"], themes.Keys);
        Assert.Equal(new ThemeFinding("latin.yaml", 2, null, null, ThemeProblems.NotUtf8), Assert.Single(findings));
    }

    [Fact]
    public void MoreThanTheHouseTakesIsSaid()
    {
        Write("large.yaml", Theme("Large") + new string('#', 600_000));
        for (var i = 0; i < 110; i++)
        {
            Write($"m{i:000}.yaml", Theme($"M{i:000} a") + Theme($"M{i:000} b") + Theme($"M{i:000} c"));
        }

        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal(200, themes.Count);
        Assert.All(findings, finding => Assert.Equal(ThemeProblems.TooLarge, finding.Code));
        Assert.Contains(findings, finding => finding is { File: "large.yaml", Line: 0 });
        Assert.Contains(findings, finding => finding is { File: "m109.yaml", Line: 0 });
        Assert.Contains(findings, finding => finding is { Theme: "M098 c", Line: > 0 });
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 50_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 50_000)]
    public void TowersAreRefusedAtOnce(string brick, int height)
    {
        Write("tower.yaml", string.Concat(Enumerable.Repeat(brick, height)));
        Assert.Equal([ThemeProblems.NotYaml], ThemeFolder.Read(Folder).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void LaughterStaysSmall()
    {
        var lines = new List<string> { "x:", "  a0: &a0 {k: red}" };
        for (var i = 1; i < 30; i++)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]}}"));
        }

        Write("laughs.yaml", string.Join('\n', lines) + "\nUp:\n  <<: *a29\n  primary-color: red\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"  v{i}: var(--v{i + 1}) var(--v{i + 1})\n")) + "  v40: 0123456789");
        var (themes, findings) = ThemeFolder.Read(Folder);
        Assert.Equal("#ff0000", themes["Up"].Source!.Common["primary-color"].Text is "red" ? "#ff0000" : "");
        Assert.DoesNotContain("v0", themes["Up"].Light.Others.Keys);
        Assert.All(findings.Where(finding => finding.Theme == "x"), finding => Assert.Equal(ThemeProblems.ValueNotText, finding.Code));
        Assert.Equal([ThemeProblems.TooDeep], findings.Where(finding => finding.Theme == "Up").Select(finding => finding.Code).Distinct());
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Theme(string name, string color = "#123456") => $"{name}:\n  primary-color: '{color}'\n";
}
