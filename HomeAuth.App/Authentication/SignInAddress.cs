using Microsoft.AspNetCore.WebUtilities;

namespace HomeAuth.App.Authentication;

/// <summary>The address of the sign-in page, with where to go afterwards and why one is there.</summary>
public static class SignInAddress
{
    public const string Path = "/auth/authorize";
    public const string SessionEnded = "session_ended";
    public const string FormExpired = "form_expired";

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

    /// <summary>The address if it leads to a page of this house, else the start page: nobody can be sent elsewhere by a link to us.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
