using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HomeAuth.Core;
using MimeKit;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A real mail server on this machine (Debian's aiosmtpd) that hands over what it was sent.</summary>
public sealed class MailServer : IAsyncDisposable
{
    public const string Username = "house";
    public const string Password = "mail password";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private MailServer(Process process, DirectoryInfo folder, SmtpSecurity security, int port) =>
        (_process, _folder, Security, Port) = (process, folder, security, port);

    public SmtpSecurity Security { get; }

    public int Port { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="security">How its connections are protected; its certificate is its own.</param>
    /// <param name="behaviour"><c>take</c> mails, <c>refuse</c> them in words that quote them, or <c>hang</c> when one comes.</param>
    public static async Task<MailServer> StartAsync(SmtpSecurity security = SmtpSecurity.None, string behaviour = "take")
    {
        var python = await Prerequisites.FindOrInstallAsync(Find, "python3-aiosmtpd")
            ?? throw new InvalidOperationException("Tests of mail need a mail server: install the package python3-aiosmtpd.");
        var folder = Directory.CreateTempSubdirectory("homeauth-mail-");
        string[] files = security == SmtpSecurity.None ? [] : Certificate(folder);
        var start = new ProcessStartInfo(
            python,
            [
                "-W", "ignore", Path.Combine(AppContext.BaseDirectory, "Infrastructure", "mail_server.py"),
                security switch { SmtpSecurity.StartTls => "starttls", SmtpSecurity.Tls => "tls", _ => "plain" }, behaviour, .. files,
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The mail server did not start.");
        return new MailServer(process, folder, security, int.Parse(port, null));
    }

    /// <summary>Settings with which a house sends its mail here.</summary>
    public void Configure(HomeAuthOptions options) => options.Notify.Smtp = new SmtpOptions
    {
        Host = "localhost",
        Port = Port,
        Security = Security,
        From = "home@example.org",
    };

    /// <summary>The next mail that comes.</summary>
    public async Task<ReceivedMail> NextAsync()
    {
        var line = JsonDocument.Parse(await LineAsync()).RootElement;
        using var content = new MemoryStream(line.GetProperty("mail").GetBytesFromBase64());
        return new ReceivedMail(
            line.GetProperty("from").GetString()!,
            [.. line.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)],
            line.GetProperty("tls").GetBoolean(),
            line.GetProperty("user").GetString(),
            await MimeMessage.LoadAsync(content));
    }

    /// <summary>The next line that it says.</summary>
    public async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new InvalidOperationException("The mail server has ended.");

    public async ValueTask DisposeAsync()
    {
        if (!_folder.Exists)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
        _folder.Refresh();
    }

    private static string? Find() => File.Exists("/usr/lib/python3/dist-packages/aiosmtpd/__init__.py") ? Prerequisites.FirstExisting("/usr/bin/python3") : null;

    private static string[] Certificate(DirectoryInfo folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
        string[] files = [Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem")];
        File.WriteAllText(files[0], certificate.ExportCertificatePem());
        File.WriteAllText(files[1], key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}

/// <summary>A mail as it came.</summary>
/// <param name="From">The sender in the envelope.</param>
/// <param name="To">The recipients in the envelope.</param>
/// <param name="Tls">Whether the connection was protected.</param>
/// <param name="User">Who had logged in.</param>
/// <param name="Message">The mail.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, bool Tls, string? User, MimeMessage Message);
