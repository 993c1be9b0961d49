using Microsoft.AspNetCore.Authentication.Cookies;

namespace HomeAuth.App.Authentication;

/// <summary>Gives a cookie the <c>__Host-</c> prefix on https, where the browser then vouches that no other host or plain page has set it.</summary>
public sealed class SchemeCookieManager : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
}
