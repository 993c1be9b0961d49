using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace HomeAuth.App.Operations;

/// <summary>The log on the console in the shape of Home Assistant's, one line an entry and local time, so that programs that read that log read this one.</summary>
/// <remarks><c>2026-01-30 21:33:53.123 WARNING (MainThread) [homeassistant.components.http.ban] Login attempt …</c></remarks>
public sealed class HouseConsole(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "house";

    public static void Configure(ILoggingBuilder logging) =>
        logging.AddConsole(console => console.FormatterName = FormatName).AddConsoleFormatter<HouseConsole, ConsoleFormatterOptions>();

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder()
            .Append(time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)).Append(' ')
            .Append(LevelName(logEntry.LogLevel)).Append(" (MainThread) [").Append(logEntry.Category).Append("] ");
        AppendOneLine(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        textWriter.WriteLine(line.ToString());
        foreach (var part in logEntry.Exception?.ToString().Split('\n') ?? [])
        {
            // Indented, so that nothing in it passes for an entry.
            textWriter.WriteLine(AppendOneLine(new StringBuilder("    "), part.TrimEnd('\r')).ToString());
        }
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };

    private static StringBuilder AppendOneLine(StringBuilder line, string text)
    {
        foreach (var letter in text)
        {
            line.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter);
        }

        return line;
    }
}
