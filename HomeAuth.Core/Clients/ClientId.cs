using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace HomeAuth.Core.Clients;

/// <summary>
/// A valid client id: the address of the program that asks to sign somebody in (IndieAuth). There is no list of clients; whoever has the
/// address is the client.
/// </summary>
/// <remarks>
/// Home Assistant's rules, but with host and port taken apart: it accepts a public IP address as soon as a port follows. We do not.
/// </remarks>
public sealed class ClientId
{
    /// <summary>How many characters a client id may have.</summary>
    public const int MaxLength = 2048;

    private ClientId(string value, WebAddress address, Uri uri)
    {
        Value = value;
        Address = address;
        Uri = uri;
    }

    /// <summary>The text exactly as it was received; two client ids are the same only if this is.</summary>
    public string Value { get; }

    /// <summary>Where the client is, with an odd host (upper case, 0x7f.1) written as the one it means.</summary>
    public Uri Uri { get; }

    /// <summary>The host as the network knows it: a name in ASCII and lower case (punycode), an IPv4 address, or an IPv6 address in brackets.</summary>
    public string DisplayHost => Address.Host;

    /// <summary>Whether a person would read the host in other letters than <see cref="DisplayHost"/> has, so that it may pass for another.</summary>
    public bool ReadsDifferently => DisplayHost.Split('.').Any(label => label.StartsWith("xn--", StringComparison.Ordinal));

    /// <summary>The port, also where it is the scheme's own.</summary>
    public int Port => Address.Port;

    /// <summary>The IP address, where the host is one.</summary>
    public IPAddress? Ip => Address.Ip;

    /// <summary>Scheme, host and port, as in <c>https://client.example</c>.</summary>
    public string Origin => Address.Origin;

    /// <summary>The name of the app, where it is one of Home Assistant's own.</summary>
    public string? AppName => KnownApps.Find(Value)?.Name;

    internal WebAddress Address { get; }

    /// <summary>Judges a client id without asking anybody.</summary>
    /// <param name="text">What was received.</param>
    /// <param name="client">The client, where the text is a client id.</param>
    /// <param name="refusal">A code of <see cref="ClientRefusals"/>, where it is not.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClientId? client, [NotNullWhen(false)] out string? refusal)
    {
        (client, refusal) = Parse(text);
        return client is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Value;

    private static (ClientId? Client, string? Refusal) Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return (null, ClientRefusals.ClientIdMissing);
        }

        if (text.Length > MaxLength)
        {
            return (null, ClientRefusals.ClientIdTooLong);
        }

        if (WebAddress.Parse(text, out var fault) is not { } address)
        {
            return (null, Refusal(fault));
        }

        if (address.Ip is { } ip && !Networks.IsLocal(ip))
        {
            return (null, ClientRefusals.ClientIdPublicAddress);
        }

        // What we judged must be what will be asked: two parsers that disagree are how attackers get through.
        return Uri.TryCreate($"{address.Origin}{(address.Path == "" ? "/" : address.Path)}{address.Query}", UriKind.Absolute, out var uri)
            && uri.Port == address.Port && uri.UserInfo == "" && (address.Ip is { } same ? same.Equals(IPAddress.Parse(uri.Host)) : uri.IdnHost == address.Host)
            ? (new ClientId(text, address, uri), null)
            : (null, ClientRefusals.ClientIdNotAUrl);
    }

    private static string Refusal(AddressFault fault) => fault switch
    {
        AddressFault.Scheme => ClientRefusals.ClientIdScheme,
        AddressFault.Credentials => ClientRefusals.ClientIdCredentials,
        AddressFault.Port => ClientRefusals.ClientIdPort,
        AddressFault.Fragment => ClientRefusals.ClientIdFragment,
        AddressFault.DotSegments => ClientRefusals.ClientIdDotSegments,
        _ => ClientRefusals.ClientIdNotAUrl,
    };
}
