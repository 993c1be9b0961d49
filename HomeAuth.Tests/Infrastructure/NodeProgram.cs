using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A script in a Node of its own. It tells what happens in lines of JSON that have a <c>message</c>, and hears what to do in others.</summary>
public sealed class NodeProgram : IAsyncDisposable
{
    // Only so that a script that hangs fails its test instead of the run.
    private readonly TimeSpan _patience;
    private readonly Process _process;
    private readonly Channel<JsonElement> _arriving = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _waiting = [];
    private readonly List<JsonElement> _all = [];
    private readonly Task<string> _errors;

    internal NodeProgram(string node, IEnumerable<string> arguments, TimeSpan? patience = null)
    {
        _patience = patience ?? TimeSpan.FromSeconds(60);
        _process = Process.Start(new ProcessStartInfo(node, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    /// <summary>Sends a line.</summary>
    public async Task TellAsync(object line)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(line));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a message, and forgets those of the same name before it that do not match. Other messages wait for their turn.</summary>
    public async Task<JsonElement> ExpectAsync(string message, Func<JsonElement, bool>? matches = null)
    {
        using var patience = new CancellationTokenSource(_patience);
        for (var index = 0; ; index++)
        {
            if (index == _waiting.Count && !await ReceiveAsync(patience.Token))
            {
                await FailAsync($"The script ended or fell silent while {message} was expected");
            }

            if (NameOf(_waiting[index]) == message)
            {
                var found = _waiting[index];
                _waiting.RemoveAt(index--);
                if (matches?.Invoke(found) != false)
                {
                    return found;
                }
            }
        }
    }

    /// <summary>Tells the script nothing more and waits until it has ended by itself: until no socket and no timer of it is left.</summary>
    public async Task EndsAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(_patience);
        while (await ReceiveAsync(patience.Token))
        {
        }

        if (patience.IsCancellationRequested)
        {
            await FailAsync("The script did not end by itself");
        }

        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
        {
            await FailAsync($"The script ended with {_process.ExitCode}");
        }
    }

    /// <summary>All messages of a name that have been received so far, whether they were expected or not.</summary>
    public IReadOnlyList<JsonElement> Heard(string message) => [.. _all.Where(one => NameOf(one) == message)];

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string? NameOf(JsonElement message) => message.GetProperty("message").GetString();

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = await _arriving.Reader.ReadAsync(cancellationToken);
            _waiting.Add(message);
            _all.Add(message);
            return true;
        }
        catch (Exception error) when (error is ChannelClosedException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _arriving.Writer.TryWrite(JsonDocument.Parse(line).RootElement);
            }

            _arriving.Writer.TryComplete();
        }
        catch (Exception error) when (error is JsonException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            _arriving.Writer.TryComplete(error);
        }
    }

    private async Task FailAsync(string what)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        Assert.Fail($"{what}.\nIt told:\n{string.Join('\n', _all)}\nand complained:\n{await _errors}");
    }
}
