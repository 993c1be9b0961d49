[assembly: AssemblyFixture(typeof(HomeAuth.Tests.Infrastructure.NodePackages))]

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The client libraries of <c>Clients/package.json</c>, installed once for the whole run by the first test that needs them.</summary>
public sealed class NodePackages
{
    private readonly Lazy<Task<string>> _node = new(InstallAsync);

    /// <summary>The scripts, and beside them <c>node_modules</c>.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Clients");

    public Task InstalledAsync() => _node.Value;

    /// <summary>Starts a script of <see cref="Folder"/>.</summary>
    public async Task<NodeProgram> RunAsync(string script, params IEnumerable<string> arguments) =>
        new(await _node.Value, [Path.Combine(Folder, script), .. arguments]);

    private static async Task<string> InstallAsync()
    {
        const string Wanted = "Tests of client libraries need Node 20 and npm: install the packages nodejs and npm.";
        var npm = await Prerequisites.FindOrInstallAsync(() => Prerequisites.OnPath("npm"), "npm") ?? throw new InvalidOperationException(Wanted);
        var node = Prerequisites.OnPath("node") ?? throw new InvalidOperationException(Wanted);
        var installed = await Prerequisites.RunAsync(npm, "ci", "--prefix", Folder);
        return installed.ExitCode == 0 ? node : throw new InvalidOperationException($"npm ci failed in {Folder}: {installed.Output}");
    }
}
