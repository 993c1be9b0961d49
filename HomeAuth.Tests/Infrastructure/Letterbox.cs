using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using HomeAuth.Core;
using HomeAuth.Core.Notifications;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>Takes the messages of a house, and can break.</summary>
public sealed partial class Letterbox(string name = "letterbox") : Notifier
{
    private readonly ConcurrentQueue<(string Target, string Text)> _messages = new();

    public override string Name => name;

    public override bool NeedsTarget => true;

    public bool IsBroken { get; set; }

    /// <summary>What happens while a message is on its way.</summary>
    public Func<string, Task> Sending { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<(string Target, string Text)> Messages => [.. _messages];

    /// <summary>The code of the last message.</summary>
    public string LastCode => Code().Match(Messages[^1].Text).Value;

    public override bool Accepts(string target) => target.Length > 0;

    public override async Task SendAsync(string target, NotificationText text, CancellationToken cancellationToken)
    {
        await Sending(target);
        cancellationToken.ThrowIfCancellationRequested();
        if (IsBroken)
        {
            throw new HomeAuthException(ErrorCodes.NotifierFailed);
        }

        _messages.Enqueue((target, text.Text));
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Code();
}
