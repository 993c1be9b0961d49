using HomeAuth.App.Localization;
using HomeAuth.Core;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.Notifications;
using HomeAuth.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace HomeAuth.Tests.Core.Notifications;

/// <summary>Against a real mail server on this machine.</summary>
public sealed class SmtpNotifierTests : IDisposable
{
    private const string Code = "493017";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;

    public SmtpNotifierTests() => _loggers = new LoggerFactory([_log]);

    public void Dispose() => _loggers.Dispose();

    [Theory]
    [InlineData("en", "493017 is your sign-in code for Haus am See", "Your one-time code for Haus am See:", "It is good once, for 10 minutes.")]
    [InlineData("de", "493017 ist dein Anmeldecode für Haus am See", "Dein Einmalcode für Haus am See:", "Er gilt einmal, 10 Minuten lang.")]
    public async Task MailCarriesTheCodeAsTextAndAsPageInTheReadersLanguage(string language, string subject, string lead, string lifetime)
    {
        await using var server = await MailServer.StartAsync();

        await SendAsync(Options(server), language: language);

        var mail = await server.NextAsync();
        Assert.Equal(("home@example.org", "berta@example.org", false), (mail.From, Assert.Single(mail.To), mail.Tls));
        var message = mail.Message;
        Assert.Equal((subject, "auto-generated", _time.GetUtcNow()), (message.Subject, message.Headers[HeaderId.AutoSubmitted], message.Date));
        Assert.Equal(("Haus am See", "home@example.org"), Assert.IsType<MailboxAddress>(Assert.Single(message.From)) is var from ? (from.Name, from.Address) : default);
        Assert.EndsWith("@example.org", message.MessageId, StringComparison.Ordinal);
        Assert.Equal("multipart/alternative", message.Body!.ContentType.MimeType);
        Assert.Equal(["text/plain", "text/html"], message.BodyParts.Select(part => part.ContentType.MimeType));
        foreach (var words in new[] { Code, lead, lifetime })
        {
            Assert.Contains(words, message.TextBody, StringComparison.Ordinal);
            Assert.Contains(words, System.Net.WebUtility.HtmlDecode(message.HtmlBody), StringComparison.Ordinal);
        }

        Assert.Contains($"<html lang=\"{language}\" dir=\"ltr\">", message.HtmlBody, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task NameOfTheHouseIsTextAlone()
    {
        await using var server = await MailServer.StartAsync();

        await SendAsync(Options(server, options => options.HouseName = "<b>Bär</b>\r\nBcc: eve@example.org"));

        var mail = await server.NextAsync();
        Assert.Equal("berta@example.org", Assert.Single(mail.To));
        Assert.Empty(mail.Message.Bcc);
        Assert.Contains("&lt;b&gt;B", mail.Message.HtmlBody, StringComparison.Ordinal);
        Assert.StartsWith("<b>Bär</b>", Assert.Single(mail.Message.From).Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task MailAndPasswordGoThroughTls(SmtpSecurity security)
    {
        await using var server = await MailServer.StartAsync(security);

        await SendAsync(Options(server, LogIn), trusts: true);

        var mail = await server.NextAsync();
        Assert.Equal((true, MailServer.Username), (mail.Tls, mail.User));
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task CertificateThatNobodyVouchesForIsRefused(SmtpSecurity security)
    {
        await using var server = await MailServer.StartAsync(security);

        await FailsAsync(Options(server), "certificate");
    }

    [Fact]
    public async Task NothingIsSentInClearGivenAServerWithoutTls()
    {
        await using var server = await MailServer.StartAsync();

        await FailsAsync(Options(server, options => options.Notify.Smtp.Security = SmtpSecurity.StartTls), "STARTTLS");
    }

    [Fact]
    public async Task WrongPasswordIsNamed()
    {
        await using var server = await MailServer.StartAsync();

        await FailsAsync(
            Options(server, options =>
            {
                LogIn(options);
                options.Notify.Smtp.Password = "not the password";
            }),
            "Authentication");
    }

    [Fact]
    public async Task LogDoesNotQuoteTheMailGivenAServerThatDoes()
    {
        await using var server = await MailServer.StartAsync(behaviour: "refuse");

        await FailsAsync(Options(server), "554");
    }

    [Fact]
    public async Task ServerThatIsDownIsNamed()
    {
        var options = new HomeAuthOptions();
        await using (var server = await MailServer.StartAsync())
        {
            server.Configure(options);
        }

        await FailsAsync(options, $"localhost:{options.Notify.Smtp.Port}");
    }

    [Theory, DatabaseData]
    public async Task PersonWhoseMailServerIsDownIsToldAndComesInByRecoveryCodeAlone(DatabaseProvider provider)
    {
        await using var server = await MailServer.StartAsync();
        await using var house = await TestHouse.OpenAsync(provider, options =>
        {
            server.Configure(options);
            options.MfaModules = [new() { Type = "notify" }];
        });
        var anna = TestHouse.Actor((await house.ClaimAsync()).UserId);
        var flow = (await house.BeginSetupAsync(anna, "notify")).FlowId;
        await house.AdvanceSetupAsync(flow, anna, ("notify_service", "email"), ("target", "anna@example.org"));
        var mailed = (await server.NextAsync()).Message.TextBody!.Trim();
        Assert.IsType<MfaSetupDoneStep>(await house.AdvanceSetupAsync(flow, anna, ("code", mailed)));
        var printed = await house.PrintCodesAsync(anna.UserId);
        var up = await house.SignInUpToFactorAsync();
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(up.FlowId, (await server.NextAsync()).Message.TextBody!.Trim()));

        await server.DisposeAsync();

        var down = Assert.IsType<FormStep>(await house.SignInUpToFactorAsync());
        Assert.Equal(("mfa", ErrorCodes.NotifierFailed), (down.StepId, down.Error));
        Assert.IsType<FormStep>(await house.AnswerAsync(down.FlowId, mailed));
        Assert.IsType<CreateEntryStep>(await house.AnswerAsync(down.FlowId, printed[0]));
    }

    [Fact]
    public async Task ServerHasTenSecondsInAll()
    {
        await using var server = await MailServer.StartAsync(behaviour: "hang");
        var sending = SendAsync(Options(server));
        Assert.Equal("hanging", await server.LineAsync());

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.001));

        Assert.Equal(ErrorCodes.NotifierFailed, (await Assert.ThrowsAsync<HomeAuthException>(() => sending.WaitAsync(TimeSpan.FromSeconds(20)))).Code);
        Assert.Contains("10 seconds", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoGivesUpWaitingIsNotLogged()
    {
        await using var server = await MailServer.StartAsync(behaviour: "hang");
        using var gaveUp = new CancellationTokenSource();
        var sending = SendAsync(Options(server), cancellationToken: gaveUp.Token);
        await server.LineAsync();

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("berta@example.org", true)]
    [InlineData("berta+codes@mail.example.org", true)]
    [InlineData("berta@bücher.example", true)]
    [InlineData("berta@[192.0.2.1]", true)]
    [InlineData("", false)]
    [InlineData("berta", false)]
    [InlineData("@example.org", false)]
    [InlineData("berta@", false)]
    [InlineData("Berta <berta@example.org>", false)]
    [InlineData("<berta@example.org>", false)]
    [InlineData("berta@example.org, eve@example.org", false)]
    [InlineData("berta@example.org;eve@example.org", false)]
    [InlineData("family: berta@example.org;", false)]
    [InlineData("berta@example.org (Berta)", false)]
    [InlineData(" berta@example.org", false)]
    [InlineData("berta@example.org\r\nRCPT TO:<eve@example.org>", false)]
    [InlineData("berta\0@example.org", false)]
    [InlineData("\"berta\r\n\"@example.org", false)]
    public void OneMailboxIsAccepted(string target, bool accepted) => Assert.Equal(accepted, Notifier(new HomeAuthOptions()).Accepts(target));

    private static void LogIn(HomeAuthOptions options) =>
        (options.Notify.Smtp.Username, options.Notify.Smtp.Password) = (MailServer.Username, MailServer.Password);

    private static HomeAuthOptions Options(MailServer server, Action<HomeAuthOptions>? configure = null)
    {
        var options = new HomeAuthOptions { HouseName = "Haus am See" };
        server.Configure(options);
        configure?.Invoke(options);
        return options;
    }

    private async Task FailsAsync(HomeAuthOptions options, string cause)
    {
        Assert.Equal(ErrorCodes.NotifierFailed, (await Assert.ThrowsAsync<HomeAuthException>(() => SendAsync(options))).Code);
        var line = Assert.Single(_log.Lines);
        Assert.Equal((LogLevel.Warning, null), (line.Level, line.Exception));
        Assert.Contains(cause, line.Text, StringComparison.Ordinal);
        foreach (var secret in new[] { Code, "berta", options.Notify.Smtp.Password ?? Code })
        {
            Assert.DoesNotContain(secret, line.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(line.Text, char.IsControl);
    }

    private Task SendAsync(
        HomeAuthOptions options, bool trusts = false, string language = "en", CancellationToken cancellationToken = default)
    {
        var text = new NotificationTexts(new Texts(), TestSettings.Of(options), path => new Uri(new Uri("https://home.example"), path))
            .Compose(new Notification.OneTimeCode(Code, TimeSpan.FromMinutes(10)), language);
        return Notifier(options, trusts).SendAsync("berta@example.org", text, cancellationToken);
    }

    private SmtpNotifier Notifier(HomeAuthOptions options, bool trusts = false) =>
        new(Microsoft.Extensions.Options.Options.Create(options), TestSettings.Of(options), _time, _loggers.CreateLogger<SmtpNotifier>())
        {
            CertificateCheck = trusts ? (_, certificate, _, _) => certificate?.Subject == "CN=localhost" : null,
        };
}
