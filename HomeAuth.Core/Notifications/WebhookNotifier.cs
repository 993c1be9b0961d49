using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;
using MimeKit.Utils;

namespace HomeAuth.Core.Notifications;

/// <summary>Sends messages by HTTP POST, as <see href="https://docs.ntfy.sh/publish/">ntfy</see> and what imitates it take them: the text as the body, the subject as the header <c>Title</c>.</summary>
public sealed class WebhookNotifier(WebhookOptions webhook, TimeProvider time, ILogger<WebhookNotifier> logger) : Notifier
{
    private const string Place = "{target}";

    // A redirect could carry the code to a host that the household did not name, so none is followed.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc />
    public override string Name => webhook.Name;

    /// <inheritdoc />
    public override bool NeedsTarget => webhook.Url.Contains(Place, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Accepts(string target) => NeedsTarget
        // Dots alone would climb to another path of the service.
        ? !string.IsNullOrWhiteSpace(target) && target is not ("." or "..") && !target.Any(char.IsControl)
        : target.Length == 0;

    /// <inheritdoc />
    public override async Task SendAsync(string target, NotificationText text, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var cause = "";
        try
        {
            using var request = Request(target, text);
            using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            cause = $"it answered {(int)answer.StatusCode}";
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            cause = Cause(error);
        }

        // The address may hold a secret of the service, and the answer may quote the code.
        logger.LogWarning("No message could be sent by {Webhook}: {Cause}", webhook.Name, cause);
        throw new HomeAuthException(ErrorCodes.NotifierFailed);
    }

    /// <summary>Whether an address is one that messages can be posted to, with the place for the target after the host.</summary>
    internal static bool IsUrl(string url) =>
        Uri.TryCreate(Fill(url, "x"), UriKind.Absolute, out var one)
        && Uri.TryCreate(Fill(url, "y"), UriKind.Absolute, out var other)
        && one is { Scheme: "http" or "https", UserInfo: "" }
        && one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);

    private static string Fill(string url, string target) => url.Replace(Place, Uri.EscapeDataString(target), StringComparison.Ordinal);

    private HttpRequestMessage Request(string target, NotificationText text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Fill(webhook.Url, target)) { Content = new StringContent(text.Text) };
        request.Headers.Add("Title", Encoding.ASCII.GetString(Rfc2047.EncodeText(Encoding.UTF8, text.Subject)));
        if (!string.IsNullOrEmpty(webhook.Token))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", webhook.Token);
        }

        return request;
    }

    private static string Cause(Exception error) => error switch
    {
        OperationCanceledException => TimedOut,
        HttpRequestException => error.Message.ReplaceLineEndings(" "),
        // Such as a token that no header can carry, which the message would quote.
        _ => error.GetType().Name,
    };
}
