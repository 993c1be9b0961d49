using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HomeAuth.Core.Users;

namespace HomeAuth.Core.Clients;

/// <summary>What is wrong with an address, in the order in which it is found.</summary>
internal enum AddressFault
{
    None,
    NotAUrl,
    Scheme,
    Credentials,
    Port,
    Fragment,
    DotSegments,
}

/// <summary>An http or https address, taken apart from the text as it was received.</summary>
/// <remarks>
/// <see cref="System.Uri"/> alone will not do: it mends what must be refused (dot segments, backslashes, white space) before one can look.
/// The host is judged as browsers do (WHATWG URL: a host that ends in a number is an IPv4 address in any notation, or nothing).
/// </remarks>
internal sealed record WebAddress(string Scheme, string Host, IPAddress? Ip, int Port, string Path, string Query, string? Fragment)
{
    private static readonly IdnMapping Idn = new();

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Scheme, host and port, the port only where it is not the scheme's own.</summary>
    public string Origin => Port == DefaultPort(Scheme) ? $"{Scheme}://{Host}" : string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}");

    /// <summary>The scheme in lower case, or null where the text does not begin with one.</summary>
    public static string? SchemeOf(string text)
    {
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && char.IsAsciiLetter(text[0]) && !text.AsSpan(0, end).ContainsAnyExcept(SchemeCharacters) ? text[..end].ToLowerInvariant() : null;
    }

    /// <summary>Whether the text has nothing that is invisible, breaks lines, or that programs read differently, as they do with backslashes.</summary>
    public static bool IsCleanText(string text) =>
        PlainText.IsWellFormed(text) && !text.EnumerateRunes().Any(rune => rune.Value is '\\' || Rune.IsWhiteSpace(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    /// <summary>Takes an address apart; null with its fault.</summary>
    public static WebAddress? Parse(string text, out AddressFault fault)
    {
        var scheme = SchemeOf(text);
        if (scheme is null || !IsCleanText(text))
        {
            fault = AddressFault.NotAUrl;
            return null;
        }

        if (scheme is not ("http" or "https"))
        {
            fault = AddressFault.Scheme;
            return null;
        }

        var rest = text.AsSpan(scheme.Length + 1);
        if (!rest.StartsWith("//"))
        {
            fault = AddressFault.NotAUrl;
            return null;
        }

        rest = rest[2..];
        var hash = rest.IndexOf('#');
        var fragment = hash < 0 ? null : rest[(hash + 1)..].ToString();
        rest = hash < 0 ? rest : rest[..hash];
        var question = rest.IndexOf('?');
        var query = question < 0 ? "" : rest[question..].ToString();
        rest = question < 0 ? rest : rest[..question];
        var slash = rest.IndexOf('/');
        var path = slash < 0 ? "" : rest[slash..].ToString();
        var authority = slash < 0 ? rest : rest[..slash];

        var address = new WebAddress(scheme, "", null, 0, path, query, fragment).WithAuthority(authority, out fault);
        fault = fault != AddressFault.None ? fault
            : !string.IsNullOrEmpty(fragment) ? AddressFault.Fragment
            : HasDotSegments(path) ? AddressFault.DotSegments
            : AddressFault.None;
        return fault == AddressFault.None ? address : null;
    }

    /// <summary>Whether a browser would send both to the same place: the same scheme, host and port.</summary>
    public bool HasOriginOf(WebAddress other) => Scheme == other.Scheme && Host == other.Host && Port == other.Port;

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    private static bool HasDotSegments(string path) =>
        path.Split('/').Any(segment => segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..");

    private WebAddress? WithAuthority(ReadOnlySpan<char> authority, out AddressFault fault)
    {
        if (authority.Contains('@'))
        {
            fault = AddressFault.Credentials;
            return null;
        }

        var end = authority.StartsWith("[") ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        var host = end <= 0 ? authority : authority[..end];
        var port = authority[host.Length..];
        if (!TryHost(host.ToString(), out var name, out var ip))
        {
            fault = AddressFault.NotAUrl;
            return null;
        }

        var number = DefaultPort(Scheme);
        if (port.Length > 1 && (port[0] != ':' || !int.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number is < 1 or > 65535))
        {
            fault = AddressFault.Port;
            return null;
        }

        fault = port is "" or ":" || port.Length > 1 ? AddressFault.None : AddressFault.NotAUrl;
        return this with { Host = name, Ip = ip, Port = number };
    }

    private static bool TryHost(string text, out string host, out IPAddress? ip)
    {
        (host, ip) = ("", null);
        if (text.StartsWith('['))
        {
            // A zone (%eth0) means something on one machine only.
            if (!text.EndsWith(']') || text.AsSpan(1).ContainsAny('[', '%') || !IPAddress.TryParse(text[1..^1], out ip)
                || ip.AddressFamily != AddressFamily.InterNetworkV6)
            {
                return false;
            }

            host = $"[{ip}]";
            return true;
        }

        if (AsciiHost(text) is not { } name)
        {
            return false;
        }

        var labels = name.TrimEnd('.').Split('.');
        if (name.EndsWith("..", StringComparison.Ordinal) || name.Length > 253 || Array.Exists(labels, label => label.Length is 0 or > 63))
        {
            return false;
        }

        var last = labels[^1];
        if (last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.Ordinal) && last[2..].All(char.IsAsciiHexDigit))
        {
            host = IPAddress.TryParse(name.TrimEnd('.'), out ip) ? ip.ToString() : "";
            return ip is not null;
        }

        host = name;
        return true;
    }

    // A name that does not come back from its network form as it was (full-width digits, sharp s, ligatures) is read differently by different programs.
    private static string? AsciiHost(string text)
    {
        var name = text.ToLowerInvariant();
        if (!Ascii.IsValid(name))
        {
            try
            {
                var ascii = Idn.GetAscii(name);
                name = Idn.GetUnicode(ascii) == name ? ascii : "";
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_') ? name : null;
    }
}
