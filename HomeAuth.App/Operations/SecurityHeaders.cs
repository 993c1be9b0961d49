using System.Globalization;
using System.Security.Cryptography;
using HomeAuth.App.Authentication;

namespace HomeAuth.App.Operations;

/// <summary>What each answer tells the browser not to do.</summary>
public static class SecurityHeaders
{
    private const string PermissionsPolicy =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    private static readonly object InlineStyles = new();
    private static readonly object FormTarget = new();

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = PermissionsPolicy;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = Policy(context);
            headers.XFrameOptions = "DENY";
            // Not for this machine itself: the browser would refuse every plain http://localhost from then on.
            if (context.Request.IsHttps && !context.Request.IsLoopbackHost())
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            // Pages carry names, addresses and form tokens; files of the program say for themselves how long they keep.
            if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) != false)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>The nonce of this answer, for its own inline styles and scripts.</summary>
    public static string Nonce(this HttpContext context) =>
        (string)(context.Items[typeof(SecurityHeaders)] ??= Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));

    /// <summary>This answer is a page with MudBlazor, which sets style attributes.</summary>
    public static void AllowInlineStyles(this HttpContext context) => context.Items[InlineStyles] = true;

    /// <summary>
    /// The answer to a form of this page may lead there: browsers hold the redirect that answers a form against the form's policy. Only for an
    /// address that a client may be answered at.
    /// </summary>
    /// <returns>False when a policy has no words for the address; then a redirect would end in an empty page.</returns>
    public static bool AllowFormAnswerAt(this HttpContext context, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return false;
        }

        if (uri.Scheme is not ("http" or "https"))
        {
            context.Items[FormTarget] = " " + uri.Scheme + ":";
            return true;
        }

        // The grammar of sources (CSP 3 §2.3.1) knows no IPv6 address.
        if (!uri.IdnHost.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            return false;
        }

        context.Items[FormTarget] = $" {uri.Scheme}://{uri.IdnHost}{(uri.IsDefaultPort ? "" : ":" + uri.Port.ToString(CultureInfo.InvariantCulture))}";
        return true;
    }

    private static string Policy(HttpContext context)
    {
        var nonce = context.Items[typeof(SecurityHeaders)] is string value ? $" 'nonce-{value}'" : "";
        var styles = context.Items.ContainsKey(InlineStyles) ? " 'unsafe-inline'" : nonce;
        // A picture that is made small before it is sent, on pages after sign-in.
        var blob = context.Items.ContainsKey(InlineStyles) ? " blob:" : "";
        var formTarget = context.Items[FormTarget] as string;
        return $"default-src 'self'; script-src 'self'{nonce}; style-src 'self'{styles}; img-src 'self' data:{blob}; connect-src 'self'; "
            + $"object-src 'none'; base-uri 'self'; form-action 'self'{formTarget}; frame-ancestors 'none'";
    }
}
