using System.Text;
using System.Text.Unicode;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Themes;

/// <summary>The folder of themes: each <c>*.yaml</c> in it and in the folders of it, as those who publish themes lay them out.</summary>
internal static class ThemeFolder
{
    public const string Name = "themes";
    private const int MostFiles = 100;
    private const int MostThemes = 200;
    private const int LargestFile = 512 * 1024;
    private const int MostLetters = 4 * 1024 * 1024;

    // Values of all files together, counted as in each.
    private const int MostSteps = 200_000;
    private const int Deepest = 3;
    private const int MostFindings = 1000;

    /// <summary>Reads all that is there. Never fails: what cannot be read is a finding.</summary>
    public static (IReadOnlyDictionary<string, HouseTheme> Themes, IReadOnlyList<ThemeFinding> Findings) Read(string folder)
    {
        var themes = new SortedDictionary<string, HouseTheme>(StringComparer.Ordinal);
        List<ThemeFinding> findings = [];
        var (count, letters, steps) = (0, 0, 0);
        foreach (var path in Files(folder, findings))
        {
            var name = NameOf(folder, path);
            if (++count > MostFiles || letters > MostLetters || steps > MostSteps)
            {
                findings.Add(new ThemeFinding(name, 0, null, null, ThemeProblems.TooLarge));
            }
            else if (Text(path, name, findings) is { } text)
            {
                letters += text.Length;
                steps += ReadThemes(text, name, themes, findings);
            }
        }

        return (themes, [.. findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).Take(MostFindings)]);
    }

    private static int ReadThemes(string text, string name, SortedDictionary<string, HouseTheme> themes, List<ThemeFinding> findings)
    {
        var file = new ThemeFile(name);
        file.Read(text);
        foreach (var (theme, source) in file.Themes)
        {
            if (themes.ContainsKey(theme) || themes.Count >= MostThemes)
            {
                file.Findings.Theme = theme;
                file.Findings.Add(file.LineOf(theme), null, themes.ContainsKey(theme) ? ThemeProblems.NameTaken : ThemeProblems.TooLarge);
                continue;
            }

            themes[theme] = new ThemeReading(name, theme, source, file.Findings).Read();
        }

        findings.AddRange(file.Findings.All);
        return file.Steps;
    }

    private static string NameOf(string folder, string path) => PlainText.OneLine(Path.GetRelativePath(folder, path).Replace('\\', '/'));

    private static string? Text(string path, string name, List<ThemeFinding> findings)
    {
        try
        {
            // A pipe has no length, and would be waited for without end.
            var info = new FileInfo(path);
            if ((info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info) is { Length: var length } && length is 0 or > LargestFile)
            {
                if (length > 0)
                {
                    findings.Add(new ThemeFinding(name, 0, null, null, ThemeProblems.TooLarge));
                }

                return null;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[LargestFile];
            return Decoded(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)), name, findings);
        }
        catch (FileNotFoundException)
        {
            // It went away since it was listed.
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            findings.Add(new ThemeFinding(name, 0, null, null, ThemeProblems.Unreadable));
            return null;
        }
    }

    // A byte order mark may say that it is UTF-16, which is as good.
    private static string? Decoded(ReadOnlySpan<byte> bytes, string name, List<ThemeFinding> findings)
    {
        using var reader = new StreamReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        var text = reader.ReadToEnd();
        if (reader.CurrentEncoding.CodePage != Encoding.UTF8.CodePage || Utf8.IsValid(bytes))
        {
            return text;
        }

        var before = text.AsSpan(0, text.IndexOf('\uFFFD', StringComparison.Ordinal));
        findings.Add(new ThemeFinding(name, 1 + before.Count('\n'), null, null, ThemeProblems.NotUtf8));
        return null;
    }

    // Links are good within the folder, so that nobody who may only write there reads other files of the house by it.
    private static List<string> Files(string folder, List<ThemeFinding> findings)
    {
        List<string> files = [];
        var home = Home(folder);
        var folders = new Stack<(DirectoryInfo Folder, int Depth)>([(new DirectoryInfo(folder), 0)]);
        while (folders.TryPop(out var next))
        {
            foreach (var entry in Entries(next.Folder, folder, findings).Where(entry => entry is DirectoryInfo || entry.Name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)))
            {
                if (entry.LinkTarget is not null && (entry is DirectoryInfo || !Inside(entry, home)))
                {
                    findings.Add(new ThemeFinding(NameOf(folder, entry.FullName), 0, null, null, ThemeProblems.Link));
                }
                else if (entry is not DirectoryInfo inner)
                {
                    files.Add(entry.FullName);
                }
                else if (next.Depth < Deepest)
                {
                    folders.Push((inner, next.Depth + 1));
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static IEnumerable<FileSystemInfo> Entries(DirectoryInfo directory, string folder, List<ThemeFinding> findings)
    {
        try
        {
            return [.. directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal).Take(MostFiles * 4)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            findings.Add(new ThemeFinding(NameOf(folder, directory.FullName), 0, null, null, ThemeProblems.Unreadable));
            return [];
        }
    }

    private static bool Inside(FileSystemInfo link, string home)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target && Real(Path.GetDirectoryName(target.FullName)!) is var real
                && (real == home || real.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The folder itself may lie elsewhere, by a link.
    private static string Home(string folder)
    {
        try
        {
            return Real(folder);
        }
        catch (IOException)
        {
            return folder;
        }
    }

    // Each part of the way may be a link.
    private static string Real(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, part));
            real = next.LinkTarget is null ? next.FullName : next.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        return real;
    }
}
