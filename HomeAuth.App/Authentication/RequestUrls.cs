using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace HomeAuth.App.Authentication;

/// <summary>What was asked for, as it may stand in a log: whoever reads that must not be able to go on with it.</summary>
public static class RequestUrls
{
    private const string Hidden = "***";
    private const int MostLength = 1000;

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase) { "authSig", "api_password", "code", "state", "access_token", "refresh_token", "token" };

    /// <summary>Paths below which everything is a secret, and what below them is none.</summary>
    private static readonly (PathString Path, string Except)[] SecretPaths = [(RecoveryAddress.ByCode, RecoveryAddress.ByFile), ("/invite", ""), ("/alerts", "")];

    /// <summary>Path and query of a request, without its secrets.</summary>
    public static string UrlWithoutSecrets(this HttpRequest request)
    {
        var url = new StringBuilder(request.PathWithoutSecrets());
        if (request.QueryString.Value is { Length: > 1 and <= MostLength } query)
        {
            var separator = '?';
            foreach (var pair in new QueryStringEnumerable(query))
            {
                url.Append(separator).Append(pair.EncodedName).Append('=');
                url = Secrets.Contains(pair.DecodeName().ToString()) ? url.Append(Hidden) : url.Append(pair.EncodedValue);
                separator = '&';
            }
        }

        return url.ToString();
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
