using Microsoft.AspNetCore.WebUtilities;

namespace HomeAuth.App.Authentication;

/// <summary>The address of the sign-in page, with where to go afterwards and why one is there.</summary>
public static class SignInAddress
{
    public const string Path = "/auth/authorize";
    public const string SessionEnded = "session_ended";
    public const string FormExpired = "form_expired";

    /// <summary>The reason for leaving a tab whose person may not come now; it leads to <see cref="ClosedPath"/>.</summary>
    public const string Shut = "shut";

    /// <summary>The page that says why somebody may not come now, and when they may again.</summary>
    public const string ClosedPath = "/closed";

    private static readonly string[] NotPages = ["/auth/", "/language", "/_blazor", ClosedPath];

    /// <summary>The address of that page, with where to go when they may.</summary>
    public static string Closed(string? returnTo) =>
        Local(returnTo) is var local && local != "/" ? QueryHelpers.AddQueryString(ClosedPath, "return", local) : ClosedPath;

    public static string For(string? returnTo, string? reason)
    {
        var query = new Dictionary<string, string?>();
        if (Local(returnTo) is { } local and not "/")
        {
            query["return"] = local;
        }

        if (reason is not null)
        {
            query["reason"] = reason;
        }

        return QueryHelpers.AddQueryString(Path, query);
    }

    /// <summary>This page once more with why one is there; what a client asked it for stays letter for letter.</summary>
    public static string Again(HttpRequest request, string reason)
    {
        if (ClientQuery.Of(request) is null)
        {
            return For(request.Query["return"], reason);
        }

        var asked = request.QueryString.ToString().TrimStart('?').Split('&').Where(pair => !pair.StartsWith("reason=", StringComparison.Ordinal));
        return $"{Path}?{string.Join('&', asked)}&reason={reason}";
    }

    /// <summary>Whether the address is this page itself, as a form on it may send along.</summary>
    public static bool IsSignIn(string? address) =>
        address is not null && (address == Path || address.StartsWith(Path + "?", StringComparison.Ordinal)) && address.All(letter => letter is > ' ' and <= '~');

    /// <summary>The address if it leads to a page of this house, else the start page: nobody can be sent elsewhere by a link to us. The old password does not come along.</summary>
    public static string Local(string? address)
    {
        // Resolved as a browser would, so that dots and odd letters mean the same to us as to it.
        if (address is not ['/', ..] || address is ['/', '/' or '\\', ..] || address.Any(char.IsControl)
            || !Uri.TryCreate(new Uri("http://house"), address, out var resolved) || resolved.Authority != "house")
        {
            return "/";
        }

        var query = string.Join('&', resolved.Query.TrimStart('?').Split('&').Where(pair => !IsOldPassword(pair)));
        var path = resolved.AbsolutePath + (query.Length == 0 ? "" : "?" + query) + resolved.Fragment;
        return path.StartsWith("//", StringComparison.Ordinal) || Array.Exists(NotPages, resolved.AbsolutePath.StartsWith) ? "/" : path;
    }

    private static bool IsOldPassword(string pair) =>
        Uri.UnescapeDataString(pair.Split('=')[0]).Equals(LegacyPassword.Parameter, StringComparison.OrdinalIgnoreCase);
}
