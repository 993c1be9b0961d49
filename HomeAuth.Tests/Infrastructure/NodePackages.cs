using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(HomeAuth.Tests.Infrastructure.NodePackages))]

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The packages of <c>Clients/package.json</c> and of the folders in it, each installed once for the whole run by the first test that needs them.</summary>
public sealed class NodePackages
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _nodes = new();

    /// <summary>The scripts, and beside them <c>node_modules</c>.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Clients");

    public Task InstalledAsync() => NodeAsync(Folder);

    /// <summary>Starts a script of <see cref="Folder"/>.</summary>
    public async Task<NodeProgram> RunAsync(string script, params IEnumerable<string> arguments) =>
        new(await NodeAsync(Folder), [Path.Combine(Folder, script), .. arguments]);

    /// <summary>Starts a script of a folder in <see cref="Folder"/> that has packages of its own.</summary>
    public async Task<NodeProgram> RunInAsync(string folder, string script, params IEnumerable<string> arguments) =>
        new(await NodeAsync(Path.Combine(Folder, folder)), [Path.Combine(Folder, folder, script), .. arguments], TimeSpan.FromMinutes(5));

    private Task<string> NodeAsync(string folder) => _nodes.GetOrAdd(folder, _ => new(() => InstallAsync(folder))).Value;

    private static async Task<string> InstallAsync(string folder)
    {
        const string Wanted = "Tests of client libraries need Node 20 and npm: install the packages nodejs and npm.";
        var npm = await Prerequisites.FindOrInstallAsync(() => Prerequisites.OnPath("npm"), "npm") ?? throw new InvalidOperationException(Wanted);
        var node = Prerequisites.OnPath("node") ?? throw new InvalidOperationException(Wanted);

        // To install the same once more takes longer than most tests.
        var (wanted, had) = (await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json")), Path.Combine(folder, "node_modules", ".installed"));
        if (File.Exists(had) && await File.ReadAllTextAsync(had) == wanted)
        {
            return node;
        }

        var installed = await Prerequisites.RunAsync(npm, "ci", "--prefix", folder);
        if (installed.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci failed in {folder}: {installed.Output}");
        }

        await File.WriteAllTextAsync(had, wanted);
        return node;
    }
}
