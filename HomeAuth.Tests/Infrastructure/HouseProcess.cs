using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>The program as a process of its own: to be started wrongly, to be killed, and to be given commands.</summary>
public sealed partial class HouseProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private HouseProcess(params IEnumerable<string> arguments)
    {
        var app = Path.Combine(AppContext.BaseDirectory, "HomeAuth.App.dll");
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [app, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            },
        };
        _process.StartInfo.Environment.Remove("HOMEAUTH__DATADIRECTORY");
        _process.OutputDataReceived += (_, line) =>
        {
            Add(_output, line.Data);
            if (Listening().Match(line.Data ?? "") is { Success: true } match)
            {
                _address.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        _process.ErrorDataReceived += (_, line) => Add(_errors, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Task<Uri> Address => _address.Task;

    public static HouseProcess Start(params IEnumerable<string> arguments) => new(arguments);

    /// <summary>Runs the program until it ends by itself.</summary>
    /// <returns>Its exit code and the lines it wrote to standard error.</returns>
    public static async Task<(int ExitCode, IReadOnlyList<string> Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        await using var house = new HouseProcess(arguments);
        await house._process.WaitForExitAsync();
        return (house._process.ExitCode, house._errors);
    }

    /// <summary>Runs a command.</summary>
    public static async Task<CommandResult> CommandAsync(params IEnumerable<string> arguments)
    {
        await using var house = new HouseProcess(arguments);
        await house._process.WaitForExitAsync();
        return new CommandResult(house._process.ExitCode, house._output, house._errors);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Add(List<string> lines, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    [GeneratedRegex(@"Open (http://\S+)")]
    private static partial Regex Listening();
}

/// <summary>What came of a command: its exit code and what it wrote.</summary>
public sealed record CommandResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors);
