using System.Security.Cryptography;
using HomeAuth.Core;
using HomeAuth.Core.Protection;
using Microsoft.AspNetCore.DataProtection;

namespace HomeAuth.App.Authentication;

/// <summary>
/// What a browser is given when somebody signs in on it: a number that nobody else can make, and that says nothing about who lives here. It survives logging out, signs
/// nobody in, and only spares its people the waits that strangers cause.
/// </summary>
public static class DeviceCookie
{
    public const string Name = "homeauth.device";

    private const string Purpose = "HomeAuth.KnownDevice";
    private const int MaxLength = 512;

    private static readonly SchemeCookieManager Cookies = new();

    /// <summary>The id that this browser was given; null for a stranger's.</summary>
    public static string? Device(this HttpContext context)
    {
        if (!context.Items.TryGetValue(typeof(DeviceCookie), out var known))
        {
            context.Items[typeof(DeviceCookie)] = known = Read(context);
        }

        return (string?)known;
    }

    /// <summary>Notes that somebody has just signed in on this browser.</summary>
    public static async Task RememberAsync(this KnownDevices devices, HttpContext context, string userId, string? credentialId)
    {
        if (await devices.NoteAsync(userId, credentialId, context.Origin(), context.RequestAborted) is not { } id)
        {
            return;
        }

        context.Items[typeof(DeviceCookie)] = id;
        Cookies.AppendResponseCookie(context, Name, Protector(context).Protect(id), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = KnownDevices.Lifetime,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
    }

    private static string? Read(HttpContext context)
    {
        if (Cookies.GetRequestCookie(context, Name) is not { Length: > 0 and <= MaxLength } cookie)
        {
            return null;
        }

        try
        {
            return Protector(context).Unprotect(cookie) is var id && Identifier.IsOne(id) ? id : null;
        }
        catch (CryptographicException)
        {
            // Forged, or of a house that was before.
            return null;
        }
    }

    private static IDataProtector Protector(HttpContext context) => context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(Purpose);
}
