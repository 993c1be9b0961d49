using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace HomeAuth.App.Authentication;

/// <summary>What was asked for, as it may stand in a log: whoever reads that must not be able to go on with it.</summary>
public static class RequestUrls
{
    private const string Hidden = "***";
    private const int MostLength = 1000;
    private const int MostDepth = 3;

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase) { "authSig", "api_password", "code", "state", "access_token", "refresh_token", "token" };

    /// <summary>Paths below which everything is a secret, and what below them is none.</summary>
    private static readonly (PathString Path, string Except)[] SecretPaths = [(RecoveryAddress.ByCode, RecoveryAddress.ByFile), ("/invite", ""), ("/alerts", "")];

    /// <summary>Path and query of a request, without its secrets.</summary>
    public static string UrlWithoutSecrets(this HttpRequest request)
    {
        return request.PathWithoutSecrets() + (request.QueryString.Value is { Length: > 1 and <= MostLength } query ? QueryWithoutSecrets(query) : "");
    }

    /// <summary>A query that begins with a question mark, without its secrets; also without those of addresses that it holds, such as where to go after signing in.</summary>
    private static string QueryWithoutSecrets(string query, int depth = 0)
    {
        var (clean, separator) = (new StringBuilder(), '?');
        foreach (var pair in new QueryStringEnumerable(query))
        {
            clean.Append(separator).Append(pair.EncodedName).Append('=').Append(
                Secrets.Contains(pair.DecodeName().ToString()) ? Hidden : ValueWithoutSecrets(pair.EncodedValue.ToString(), pair.DecodeValue().ToString(), depth));
            separator = '&';
        }

        return clean.ToString();
    }

    private static string ValueWithoutSecrets(string encoded, string value, int depth)
    {
        if (value.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var at))
        {
            // What was encoded once too often, or stands where no query begins, is not looked through.
            return Secrets.Any(secret => value.Contains(secret + "=", StringComparison.OrdinalIgnoreCase) || value.Contains(secret + "%", StringComparison.OrdinalIgnoreCase)) ? Hidden : encoded;
        }

        if (depth >= MostDepth)
        {
            return Hidden;
        }

        var clean = value[..at] + QueryWithoutSecrets(value[at..], depth + 1);
        return clean == value ? encoded : Uri.EscapeDataString(clean).Replace("%2A", "*", StringComparison.Ordinal);
    }

    /// <summary>The path of a request, without its secrets.</summary>
    public static string PathWithoutSecrets(this HttpRequest request)
    {
        foreach (var (path, except) in SecretPaths)
        {
            if (request.Path.StartsWithSegments(path, out var rest) && rest.HasValue && request.Path != except)
            {
                return $"{path}/{Hidden}";
            }
        }

        return request.PathBase.Add(request.Path).ToUriComponent() is { Length: > 0 } whole ? whole : "/";
    }
}
