using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Keeps what a server logs, as the lines that a console would print.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    /// <summary>Nothing went wrong inside, and nobody from outside wrote a line of their own.</summary>
    public void AssertClean() => Assert.DoesNotContain(
        Lines, line => line.Level >= LogLevel.Error || line.Exception is not null || line.Text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029'));

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception));
    }
}

public sealed record LogLine(string Category, LogLevel Level, string Text, Exception? Exception);
