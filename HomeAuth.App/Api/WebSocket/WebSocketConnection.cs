using System.Net.WebSockets;
using System.Text.Json;
using HomeAuth.App.Authentication;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api.WebSocket;

/// <summary>One socket: asks for a token, then runs commands one after the other until one side has enough or the token is revoked.</summary>
public sealed class WebSocketConnection(
    System.Net.WebSockets.WebSocket socket,
    HttpContext context,
    LiveSockets.Place place,
    LiveSockets live,
    CommandMap commands,
    AccessTokens accessTokens,
    TokenDirectory directory,
    AccessGate gate,
    AccessWatch access,
    RefusalLog refusals,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<WebSocketConnection> logger) : IAsyncDisposable
{
    private const int MostSubscriptions = 1000;
    private static readonly TimeSpan AuthTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RequestOrigin _origin = context.Origin();
    private readonly Dictionary<int, IDisposable> _subscriptions = [];
    private readonly MessageReader _reader = new(socket);
    private Outbox? _outbox;
    private string? _tokenId;
    private IDisposable? _watch;
    private int _lastId;

    // A read cannot be given up without breaking the socket, so one that is left over is awaited at the end.
    private Task<Message>? _reading;

    public bool Coalesces
    {
        set => _outbox!.Coalesces = value;
    }

    /// <summary>Closes the socket as soon as the command under way has answered. Nothing else is done or told from now on.</summary>
    public void End() => _ended.TrySetResult();

    public void Send(string frame) => _outbox!.Add(frame);

    public void Subscribe(int id, IDisposable subscription) => _subscriptions.Add(id, subscription);

    public bool HasRoom => _subscriptions.Count < MostSubscriptions;

    public bool Unsubscribe(int id)
    {
        if (!_subscriptions.Remove(id, out var subscription))
        {
            return false;
        }

        subscription.Dispose();
        return true;
    }

    public async Task RunAsync()
    {
        _outbox = new Outbox(socket, time, () =>
        {
            logger.LogWarning("A program at {Address} reads too slowly and was cut off", _origin.Address);
            context.Abort();
        });
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var sending = _outbox.RunAsync(broken.Token);
        try
        {
            live.Add(this, null);
            Send(Frames.AuthRequired());
            if (await AuthenticateAsync())
            {
                await RunCommandsAsync();
            }
        }
        finally
        {
            // Events that come now are nobody's business any more; what was answered is still sent.
            EndSubscriptions();
            _outbox.Close();
            broken.CancelAfter(CloseTime);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CloseAsync();
    }

    public ValueTask DisposeAsync()
    {
        live.Remove(this);
        _watch?.Dispose();
        EndSubscriptions();
        _outbox?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> AuthenticateAsync()
    {
        if (await ReadAsync(AuthTime) is not Message.Json { Content: var message })
        {
            return false;
        }

        string accessToken;
        try
        {
            var fields = new JsonFields(message, ["type", "access_token", "api_password"]);
            if (fields.Text("type") != "auth")
            {
                throw JsonFields.Wrong("not a valid value for dictionary value", "type");
            }

            if (fields.Has("access_token") && fields.Has("api_password"))
            {
                throw JsonFields.Wrong("two or more values in the same group of exclusion 'auth'", "<auth>");
            }

            accessToken = fields.OptionalText("access_token") ?? fields.OptionalText("api_password") ?? "";
        }
        catch (InvalidFormatException error)
        {
            Send(Frames.AuthInvalid($"Auth message incorrectly formatted: {error.Message}"));
            return false;
        }

        if (await RefusalAsync(accessToken) is { } refusal)
        {
            refusals.Note(refusal, _origin);
            Send(Frames.AuthInvalid(WireWords.IsLimit(refusal) ? WireWords.Of(refusal) : "Invalid access token or password"));
            return false;
        }

        place.Trust();
        _reader.Trust();
        Send(Frames.AuthOk());
        return true;
    }

    private async Task<Message> ReadAsync(TimeSpan patience)
    {
        using var tired = new CancellationTokenSource();
        _reading ??= _reader.ReadAsync(context.RequestAborted);
        var first = await Task.WhenAny(_reading, _ended.Task, Task.Delay(patience, time, tired.Token));
        await tired.CancelAsync();
        if (first != _reading)
        {
            return Message.End.Instance;
        }

        var message = await _reading;
        _reading = null;
        return message;
    }

    private async Task<string?> RefusalAsync(string accessToken)
    {
        if (await accessTokens.ValidateAsync(accessToken, _origin, context.RequestAborted) is not { } token)
        {
            return ErrorCodes.InvalidRefreshToken;
        }

        if (gate.Judge(token, _origin) is { Code: var code })
        {
            return code;
        }

        // Listen first, then look: what is revoked in between is seen by one of the two.
        _tokenId = token.TokenId;
        live.Add(this, token.TokenId);
        _watch = await access.BeginAsync(token.TokenId, _origin, _ => End());
        return await directory.FindAsync(token.TokenId, context.RequestAborted) is null ? ErrorCodes.InvalidRefreshToken : null;
    }

    private async Task RunCommandsAsync()
    {
        while (true)
        {
            switch (await ReadAsync(Timeout.InfiniteTimeSpan))
            {
                case Message.Json { Content: { ValueKind: JsonValueKind.Array } several }:
                    foreach (var one in several.EnumerateArray())
                    {
                        if (!await RunOneAsync(one))
                        {
                            return;
                        }
                    }

                    break;
                case Message.Json { Content: var one }:
                    if (!await RunOneAsync(one))
                    {
                        return;
                    }

                    break;
                case Message.TooLarge:
                    Send(Frames.Error(null, CommandError.InvalidFormat("Message too large.")));
                    break;
                default:
                    return;
            }
        }
    }

    private async Task<bool> RunOneAsync(JsonElement message)
    {
        var id = message.ValueKind == JsonValueKind.Object ? IdOf(message) : 0;
        if (id is not > 0 || JsonFields.Peek(message, "type") is not { ValueKind: JsonValueKind.String } typeOf || TypeOf(typeOf) is not { } type)
        {
            Send(Frames.Error(id, CommandError.InvalidFormat("Message incorrectly formatted.")));
        }
        else if (id <= _lastId)
        {
            Send(Frames.Error(id, new CommandError("id_reuse", "Identifier values have to increase.")));
        }
        else if (commands.Find(type) is not { } command)
        {
            Send(Frames.Error(id, new CommandError("unknown_command", "Unknown command.")));
        }
        else
        {
            if (_ended.Task.IsCompleted || await directory.UseAsync(_tokenId!, _origin) is not { } token || gate.Judge(token, _origin) is not null)
            {
                return false;
            }

            await RunAsync(command, id.Value, message, token);
        }

        return !_ended.Task.IsCompleted;
    }

    private async Task RunAsync(Command command, int id, JsonElement message, ActiveToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        CommandContext? run = null;
        try
        {
            var fields = new JsonFields(message, command.Keys);
            _lastId = id;
            if (!command.Admits(token))
            {
                Send(Frames.Error(id, CommandError.Unauthorized));
                return;
            }

            run = new CommandContext(id, fields, token, new Actor(token.UserId, token.TokenId, _origin, command.AsksAgain), this, scope.ServiceProvider);
            var result = await command.Run(run);
            if (!ReferenceEquals(result, Command.Answered))
            {
                Send(Frames.Result(id, result));
            }
        }
        catch (InvalidFormatException error)
        {
            Send(Frames.Error(id, CommandError.InvalidFormat(error.Message)));
        }
        catch (CommandException error)
        {
            Send(Frames.Error(id, error.Error));
        }
        catch (HomeAuthException error)
        {
            Send(Frames.Error(id, command.Error(error, run?.Placeholders is { Count: > 0 } placeholders ? placeholders : null)));
        }
#pragma warning disable CA1031 // A defect in one command must not cost the program its connection.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.LogError(error, "A command failed");
            Send(Frames.Error(id, new CommandError("unknown_error", "Unknown error")));
        }
    }

    private static int? IdOf(JsonElement message) =>
        JsonFields.Peek(message, "id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt32(out var number) ? number : null;

    private static string? TypeOf(JsonElement type)
    {
        try
        {
            return type.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void EndSubscriptions()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
    }

    private async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(CloseTime, time);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        // The other side says goodbye too, or has five seconds for it; a program that stops does not wait.
        using var cut = patience.Token.Register(context.Abort);
        while (!lifetime.ApplicationStopping.IsCancellationRequested && socket.State == WebSocketState.CloseSent
            && await (_reading ?? _reader.ReadAsync(context.RequestAborted)) is not Message.End)
        {
            _reading = null;
        }
    }
}
