using System.Text.RegularExpressions;
using HomeAuth.Core;

namespace HomeAuth.Tests;

/// <summary>The shape of the house: what may know what.</summary>
public sealed partial class ArchitectureTests
{
    // Each folder of Core, and the folders it may use besides those of its own row and of the rows below. Downwards only.
    private static readonly string[][] Layers =
    [
        ["Onboarding", "Import"],
        ["Grants"],
        ["LoginFlows"],
        ["People"],
        ["Providers", "Mfa", "Passkeys", "Alerts"],
        ["Flows", "Recovery", "Preferences", "Household"],
        ["Tokens"],
        ["Clients"],
        ["Protection", "Notifications"],
        ["Settings", "Themes"],
        ["History", "Events"],
        ["Users", "Permissions"],
        ["Data"],
    ];

    public static string Root { get; } = FindRoot();

    [Fact]
    public void CoreKnowsNoWeb()
    {
        Assert.DoesNotContain("FrameworkReference", File.ReadAllText(Path.Combine(Root, "HomeAuth.Core", "HomeAuth.Core.csproj")), StringComparison.Ordinal);
        string[] web = ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Routing", "MudBlazor"];
        Assert.DoesNotContain(
            typeof(HomeAuthOptions).Assembly.GetReferencedAssemblies(),
            reference => Array.Exists(web, name => reference.Name!.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void FoldersOfCoreUseOnlyWhatIsBelowThem()
    {
        var core = Path.Combine(Root, "HomeAuth.Core");
        var rank = Layers.SelectMany((row, index) => row.Select(folder => (folder, index))).ToDictionary(pair => pair.folder, pair => pair.index);
        List<string> wrong = [];
        foreach (var folder in rank.Keys)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(core, folder), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("Migrations", StringComparison.Ordinal)))
            {
                wrong.AddRange(Using().Matches(File.ReadAllText(file))
                    .Select(match => match.Groups[1].Value)
                    .Where(used => used != folder && (!rank.TryGetValue(used, out var below) || below <= rank[folder]))
                    .Select(used => $"{Path.GetFileName(file)} uses {used}"));
            }
        }

        Assert.Empty(wrong);
        Assert.Empty(Directory.GetDirectories(core).Select(Path.GetFileName).Except([.. rank.Keys, "bin", "obj"]));
    }

    [Fact]
    public void ApiAndComponentsMeetOnlyInCore()
    {
        var components = Directory.GetFiles(Path.Combine(Root, "HomeAuth.App", "Components"), "*.*", SearchOption.AllDirectories);
        Assert.DoesNotContain(components, file => File.ReadAllText(file).Contains("HomeAuth.App.Api", StringComparison.Ordinal));
        Assert.DoesNotContain(components, file => NotInComponents().IsMatch(File.ReadAllText(file)));
    }

    [Fact]
    public void StyleSheetsRunBothWays()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "HomeAuth.App", "wwwroot"), "*.css"))
        {
            Assert.Empty(SidesOfTheScreen().Matches(File.ReadAllText(file)).Select(match => match.Value));
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HomeAuth.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("HomeAuth.sln was not found above the tests.");
        }

        return folder;
    }

    [GeneratedRegex(@"^using HomeAuth\.Core\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Left and right instead of start and end, also as the second and fourth of four.
    [GeneratedRegex(@"[;{\s](?:(?:margin|padding|border)-(?:left|right)[a-z-]*|left|right|float)\s*:|text-align:\s*(?:left|right)|(?:margin|padding|inset):\s*[\w.%-]+(?:\s+[\w.%-]+){3}")]
    private static partial Regex SidesOfTheScreen();

    [GeneratedRegex(@"HomeAuthDb|UserManager|DbContext")]
    private static partial Regex NotInComponents();
}
