namespace HomeAuth.App.Api.WebSocket;

/// <summary>An error that belongs to the wire alone, where Core has no part.</summary>
public sealed class CommandException(string code, string message) : Exception(message)
{
    public CommandError Error { get; } = new(code, message);
}
