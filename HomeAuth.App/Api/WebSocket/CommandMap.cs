using HomeAuth.Core;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>All commands by their type.</summary>
public sealed class CommandMap
{
    /// <summary>How the commands begin that Home Assistant does not have.</summary>
    public const string OwnPrefix = "homeauth/";

    private readonly Dictionary<string, Command> _commands = [];

    public IReadOnlyDictionary<string, Command> All => _commands;

    /// <summary>Adds a command with the act of <see cref="Acts"/> that it is, and with the keys that it knows besides <c>id</c> and <c>type</c>.</summary>
    public Command Add(string type, string act, Func<CommandContext, Task<object?>> run, params string[] keys) =>
        _commands[type] = new Command(act, run, ["id", "type", .. keys], type.StartsWith(OwnPrefix, StringComparison.Ordinal));

    /// <summary>The same for an answer that is at hand.</summary>
    public Command Add(string type, string act, Func<CommandContext, object?> run, params string[] keys) =>
        Add(type, act, context => Task.FromResult(run(context)), keys);

    public Command? Find(string type) => _commands.GetValueOrDefault(type);
}

/// <summary>One command: who may give it, what it does, and its own words for what goes wrong.</summary>
public sealed class Command(string act, Func<CommandContext, Task<object?>> run, IReadOnlyCollection<string> keys, bool asksAgain)
{
    /// <summary>The result of a command that has answered by itself.</summary>
    public static readonly object Answered = new();

    private readonly Dictionary<string, CommandError> _words = [];

    public IReadOnlyCollection<string> Keys { get; } = keys;

    /// <summary>Whether a sensitive act needs a recent proof. Clients of Home Assistant know no answer to that, so none of its own commands asks.</summary>
    public bool AsksAgain { get; } = asksAgain;

    public Func<CommandContext, Task<object?>> Run { get; } = run;

    /// <summary>The act of <see cref="Acts"/> that this command is.</summary>
    public string Act { get; } = act;

    /// <summary>What this command answers to a code of Core, where it is not what others answer.</summary>
    public Command Answers(string coreCode, string code, string message)
    {
        _words[coreCode] = new CommandError(code, message);
        return this;
    }

    public bool Admits(ActiveToken token) => token.Against(Act) is null;

    public CommandError Error(HomeAuthException error, IReadOnlyDictionary<string, string>? placeholders) =>
        _words.GetValueOrDefault(error.Code)
        ?? (WireWords.IsRefusal(error.Code) ? new CommandError("unauthorized", WireWords.Of(error.Code)) : new CommandError("home_assistant_error", error.Code, error.Code, placeholders));
}

/// <summary>One command under way.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Fields">What was sent with it.</param>
/// <param name="Token">Who gives it.</param>
/// <param name="Actor">The same for Core.</param>
/// <param name="Connection">The socket.</param>
/// <param name="Services">A scope of its own, as a request has one.</param>
public sealed record CommandContext(
    int Id, JsonFields Fields, ActiveToken Token, Actor Actor, WebSocketConnection Connection, IServiceProvider Services)
{
    /// <summary>What the words of an error have places for.</summary>
    public Dictionary<string, string> Placeholders { get; } = [];

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Answers before the command is over, because events follow.</summary>
    public void Answer(object? result) => Connection.Send(Frames.Result(Id, result));

    public void SendEvent(object content) => Connection.Send(Frames.Event(Id, content));
}
