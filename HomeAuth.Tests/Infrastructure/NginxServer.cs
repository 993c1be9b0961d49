using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HomeAuth.Tests.Infrastructure;

/// <summary>A real nginx (Debian's) in front of a house, which sees it at 127.0.0.2.</summary>
public sealed class NginxServer : IAsyncDisposable
{
    /// <summary>The address at which the house sees it.</summary>
    public const string Proxy = "127.0.0.2";

    /// <summary>What guides tell people to write.</summary>
    public static readonly string[] Right =
    [
        "proxy_http_version 1.1", "proxy_set_header Host $http_host", "proxy_set_header Upgrade $http_upgrade", "proxy_set_header Connection $upgrade",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for", "proxy_set_header X-Forwarded-Proto $scheme",
    ];

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private NginxServer(Process process, DirectoryInfo folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    public Uri Address { get; }

    /// <summary>Starts one.</summary>
    /// <param name="house">What is behind it.</param>
    /// <param name="lines">Its directives, beside the one that passes on.</param>
    /// <param name="host">The name by which it is called; the browser of the tests finds every <c>.test</c> on this machine.</param>
    /// <param name="tls">Whether it ends TLS.</param>
    public static async Task<NginxServer> StartAsync(Uri house, string[] lines, string host = "house.test", bool tls = false)
    {
        var nginx = await Prerequisites.FindOrInstallAsync(Find, "nginx")
            ?? throw new InvalidOperationException("Tests of proxies need a real one: install the package nginx.");
        var folder = Directory.CreateTempSubdirectory("homeauth-nginx-");
        var port = FreePort();
        File.WriteAllText(Path.Combine(folder.FullName, "nginx.conf"), Configuration(folder.FullName, house, lines, port, tls));
        var process = Process.Start(new ProcessStartInfo(nginx, ["-p", folder.FullName, "-c", "nginx.conf", "-e", "stderr"]) { RedirectStandardError = true })!;
        var ready = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("start worker process ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync());
        return new NginxServer(process, folder, new Uri($"{(tls ? "https" : "http")}://{host}:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Prerequisites.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(string folder, Uri house, string[] lines, int port, bool tls) => $$"""
        daemon off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr notice;
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        events {}
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          map $http_upgrade $upgrade { default upgrade; '' ''; }
          server {
            listen 127.0.0.1:{{port}}{{(tls ? " ssl" : "")}};
            {{(tls ? Certificate(folder) : "")}}
            location / {
              proxy_pass http://127.0.0.1:{{house.Port}};
              proxy_bind {{Proxy}};
              {{string.Concat(lines.Select(line => line + ";\n      "))}}
            }
          }
        }
        """;

    private static string Certificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=house.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("house.test");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        File.WriteAllText(Path.Combine(folder, "house.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "house.key"), key.ExportPkcs8PrivateKeyPem());
        return $"ssl_certificate {folder}/house.crt;\n    ssl_certificate_key {folder}/house.key;";
    }

    private static string? Find() => Prerequisites.FirstExisting(Prerequisites.OnPath("nginx"), "/usr/sbin/nginx");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
