using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace HomeAuth.Core.Providers;

/// <summary>Runs the household's own programs: a few at once, for a bounded time, keeping a bounded part of what they print.</summary>
public sealed class CommandRuns(TimeProvider time) : IDisposable
{
    /// <summary>A program that has not ended by then is killed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long what a program printed is waited for once it has ended.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>So much of what a program prints is read, in bytes; the rest is thrown away.</summary>
    public const int MostOutput = 64 * 1024;

    // More than any password that we take elsewhere; the environment of a process has a limit too.
    private const int MostUsername = 256;
    private const int MostPassword = 4096;
    private const int AtOnce = 4;
    private const int MostWaiting = 16;

    private readonly SemaphoreSlim _places = new(AtOnce);
    private int _waiting;

    /// <summary>Whether both may be given to a program.</summary>
    public static bool Fits(string username, string password) => username.Length <= MostUsername && password.Length <= MostPassword;

    /// <inheritdoc />
    public void Dispose() => _places.Dispose();

    // Cancelling ends the wait for one's turn alone. Once the program runs it runs to its end: whoever hangs up early must not learn by it without having guessed.
    internal async Task<CommandRun> RunAsync(AuthProviderOptions configured, string username, string password, CancellationToken cancellationToken)
    {
        if (!await EnterAsync(cancellationToken))
        {
            return new CommandRun(null, "", "too many wait for their turn");
        }

        try
        {
            // Its time begins before it does.
            using var late = new CancellationTokenSource(Longest, time);
            using var process = new Process { StartInfo = StartInfo(configured, username, password) };
            process.Start();
            process.StandardInput.Close();
            return await FinishAsync(process, configured.Meta, late.Token);
        }
        catch (Exception error) when (error is Win32Exception or IOException or InvalidOperationException)
        {
            return new CommandRun(null, "", error.Message);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
            {
                return false;
            }

            await _places.WaitAsync(cancellationToken);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // No shell, and nothing of our own environment: what the program is told is the username and the password.
    private static ProcessStartInfo StartInfo(AuthProviderOptions configured, string username, string password)
    {
        var start = new ProcessStartInfo(configured.Command!, configured.Args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Clear();
        start.Environment["username"] = username;
        start.Environment["password"] = password;
        return start;
    }

    private async Task<CommandRun> FinishAsync(Process process, bool keepsOutput, CancellationToken late)
    {
        try
        {
            // Both are read to their end, or the program would wait for a reader.
            var kept = new MemoryStream();
            var read = Task.WhenAll(
                ReadAsync(process.StandardOutput.BaseStream, kept, keepsOutput ? MostOutput : 0), ReadAsync(process.StandardError.BaseStream, kept, 0));
            await process.WaitForExitAsync(late);
            // A child that it leaves behind may hold both open for as long as it likes.
            await Task.WhenAny(read, Task.Delay(Grace, time, late));
            late.ThrowIfCancellationRequested();
            lock (kept)
            {
                return new CommandRun(process.ExitCode, Encoding.UTF8.GetString(kept.ToArray()), null);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return new CommandRun(null, "", string.Create(CultureInfo.InvariantCulture, $"the command had not ended after {Longest.TotalSeconds} s and was killed"));
        }
    }

    private static async Task ReadAsync(Stream stream, MemoryStream kept, int most)
    {
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                lock (kept)
                {
                    kept.Write(buffer, 0, Math.Clamp(most - (int)kept.Length, 0, read));
                }
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or IOException)
        {
            // Nobody waits for more.
        }
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; null when it could not be asked.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Problem">Why it could not be asked, for the log.</param>
internal sealed record CommandRun(int? ExitCode, string Output, string? Problem);
