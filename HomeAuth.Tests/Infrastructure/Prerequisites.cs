using System.Diagnostics;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Finds the programs that tests need beyond the SDK, and on Debian as root installs what is missing.</summary>
internal static class Prerequisites
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static bool CanInstall => File.Exists("/etc/debian_version") && Environment.UserName == "root" && File.Exists("/usr/bin/apt-get");

    /// <summary>The program that <paramref name="find"/> finds, after installing a package if need be; null when there is no way.</summary>
    public static async Task<string?> FindOrInstallAsync(Func<string?> find, string package)
    {
        await OneAtATime.WaitAsync();
        try
        {
            if (find() is { } found)
            {
                return found;
            }

            if (!CanInstall)
            {
                return null;
            }

            await RunAsync("apt-get", "update", "-q");
            await RunAsync("apt-get", "install", "-q", "-y", "--no-install-recommends", package);
            return find();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    public static string? FirstExisting(params IEnumerable<string?> paths) => paths.FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));

    public static string? OnPath(string name) =>
        FirstExisting((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)));

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
