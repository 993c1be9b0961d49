using System.Net.Security;
using HomeAuth.Core.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace HomeAuth.Core.Notifications;

/// <summary>Sends messages by mail, through the household's mail server.</summary>
public sealed class SmtpNotifier(IOptions<HomeAuthOptions> options, HouseSettings settings, TimeProvider time, ILogger<SmtpNotifier> logger) : Notifier
{
    /// <summary>The name by which people choose it.</summary>
    public const string NotifierName = "email";

    private readonly SmtpOptions _server = options.Value.Notify.Smtp;

    /// <inheritdoc />
    public override string Name => NotifierName;

    /// <inheritdoc />
    public override bool NeedsTarget => true;

    /// <summary>Judges the server's certificate in place of the platform; only a test has a server that nobody vouches for.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <inheritdoc />
    public override bool Accepts(string target) => IsAddress(target);

    /// <inheritdoc />
    public override async Task SendAsync(string target, NotificationText text, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var message = Compose(target, text);
            // As in other clients on .NET no list of revoked certificates is asked for: a household's own authority has none.
            using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = CertificateCheck };
            await client.ConnectAsync(_server.Host!, _server.Port, Security, either.Token);
            if (!string.IsNullOrEmpty(_server.Username))
            {
                await client.AuthenticateAsync(_server.Username, _server.Password ?? "", either.Token);
            }

            await client.SendAsync(message, either.Token);
            await client.DisconnectAsync(quit: true, either.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("No mail could be sent through {Host}:{Port}: {Cause}", _server.Host, _server.Port, Cause(error));
            throw new HomeAuthException(ErrorCodes.NotifierFailed);
        }
    }

    /// <summary>Whether this is the address of one mailbox and nothing else: no name beside it, no list, no second line.</summary>
    internal static bool IsAddress(string? text) =>
        !string.IsNullOrEmpty(text)
        && !text.Any(char.IsControl)
        && MailboxAddress.TryParse(text, out var mailbox)
        && mailbox.Address == text
        && mailbox.Domain.Length > 0;

    private SecureSocketOptions Security => _server.Security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => throw new ArgumentOutOfRangeException(nameof(SmtpOptions.Security)),
    };

    private MimeMessage Compose(string target, NotificationText text)
    {
        var from = new MailboxAddress(settings.Current.HouseName, _server.From!);
        var message = new MimeMessage
        {
            Date = time.GetUtcNow(),
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
            Subject = text.Subject,
            Body = new BodyBuilder { TextBody = text.Text, HtmlBody = text.Html }.ToMessageBody(),
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(target));
        // RFC 3834 §5: no out-of-office message answers it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    // What a server says may quote the message, and the message is the code.
    private static string Cause(Exception error) => error switch
    {
        OperationCanceledException => TimedOut,
        SmtpCommandException refused => $"the server refused it with {(int)refused.StatusCode} ({refused.ErrorCode})",
        ProtocolException => error.GetType().Name,
        _ => error.Message.ReplaceLineEndings(" "),
    };
}
