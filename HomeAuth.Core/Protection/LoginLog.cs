using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Protection;

/// <summary>Failed sign-ins and bans in the log, in the very words and under the very name of Home Assistant, so that filters made for it (fail2ban, CrowdSec) work.</summary>
/// <remarks>
/// <code>
/// Login attempt or request with invalid authentication from 203.0.113.7 (203.0.113.7). Requested URL: '/auth/login_flow/8f7e…'. (Mozilla/5.0 …)
/// Banned IP 203.0.113.7 for too many login attempts
/// </code>
/// Home Assistant asks DNS for the name of the address; here the address stands in its place. The owner of an address chooses its name, fail2ban believes the first
/// that it finds, and a stranger must not make us wait for a name server of theirs.
/// </remarks>
public sealed partial class LoginLog(ILoggerFactory loggers)
{
    private const string Category = "homeassistant.components.http.ban";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>Writes a wrong guess down.</summary>
    public void Failed(RequestOrigin origin)
    {
        if (origin.Address is { } address)
        {
            _logger.LogWarning(
                "Login attempt or request with invalid authentication from {Host} ({Address}). Requested URL: '{Url}'. ({UserAgent})",
                address, address, Plain(origin.Url ?? "/"), origin.UserAgent is { } agent ? Plain(agent) : "None");
        }
    }

    /// <summary>Writes a ban down.</summary>
    public void Banned(string address) => _logger.LogWarning("Banned IP {Address} for too many login attempts", address);

    // Filters look for "from <address>", and the last one on a line wins: nobody may have somebody else banned by calling their browser so.
    // Nor by calling it by one word, which then stands in brackets as the true address does: with a blank after it that is none.
    private static string Plain(string text) => Word().Replace(From().Replace(text, "from_"), "$0 ");

    [GeneratedRegex(@"from\s", RegexOptions.IgnoreCase)]
    private static partial Regex From();

    [GeneratedRegex(@"(?<=^|\()[\w.:^-]+(?=\)|$)")]
    private static partial Regex Word();
}
