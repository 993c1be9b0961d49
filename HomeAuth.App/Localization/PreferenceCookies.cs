using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Theming;

namespace HomeAuth.App.Localization;

/// <summary>Copies a signed-in person's language and theme to the browser, so that its sign-in page keeps them after logging out.</summary>
public static class PreferenceCookies
{
    private static readonly TimeSpan BrowsersLongest = TimeSpan.FromDays(400);

    public static void Follow(HttpContext context)
    {
        if (context.ActiveToken() is null || !HttpMethods.IsGet(context.Request.Method) || context.WebSockets.IsWebSocketRequest)
        {
            return;
        }

        Keep(context, Languages.CookieName, Languages.Chosen(context));
        Keep(context, ThemeChoice.CookieName, ThemeChoice.Of(context).ToString(), forScripts: true);
    }

    public static void Keep(HttpContext context, string name, string? value, bool forScripts = false)
    {
        if (value is not null && context.Request.Cookies[name] != value)
        {
            context.Response.Cookies.Append(name, value, new CookieOptions
            {
                HttpOnly = !forScripts,
                IsEssential = true,
                MaxAge = BrowsersLongest,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
        }
    }
}
