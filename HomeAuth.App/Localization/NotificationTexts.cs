using System.Globalization;
using System.Net;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Localization;

/// <summary>Messages to people outside of the house's pages, in the reader's language.</summary>
/// <param name="text">The words.</param>
/// <param name="settings">The house.</param>
/// <param name="link">Makes an address of a path.</param>
public sealed class NotificationTexts(Texts text, HouseSettings settings, Func<string, Uri> link)
{
    public NotificationText Compose(Notification notification, string? language)
    {
        var culture = new CultureInfo(Languages.Match(language) ?? Languages.Default);
        var (before, beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
        try
        {
            return notification switch
            {
                Notification.OneTimeCode code => OneTimeCode(code, culture),
                Notification.Alert alert => new AlertMessage(text, settings.Current, link).Write(alert),
                Notification.Test => new AlertMessage(text, settings.Current, link).Test(),
                _ => throw new ArgumentOutOfRangeException(nameof(notification)),
            };
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }

    private NotificationText OneTimeCode(Notification.OneTimeCode code, CultureInfo culture)
    {
        var house = settings.Current.HouseName;
        var (subject, lead) = (text["notification.code.subject", code.Code, house], text["notification.code.lead", house]);
        var (lifetime, warning) = (text["notification.code.lifetime", text.Duration(code.Lifetime)], text["notification.code.warning"]);
        return new NotificationText(
            subject,
            $"{lead}\n\n    {code.Code}\n\n{lifetime}\n{warning}\n",
            $"""
             <!doctype html>
             <html lang="{culture.Name}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
             <body style="font-family:system-ui,sans-serif;line-height:1.5;max-width:32rem;margin:2rem auto;padding:0 1rem">
             <p>{WebUtility.HtmlEncode(lead)}</p>
             <p style="font-size:2rem;letter-spacing:.2em;font-family:ui-monospace,monospace"><bdo dir="ltr">{code.Code}</bdo></p>
             <p>{WebUtility.HtmlEncode(lifetime)}</p>
             <p>{WebUtility.HtmlEncode(warning)}</p>
             </body>
             </html>
             """);
    }
}
