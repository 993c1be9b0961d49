using System.Globalization;
using System.Net;
using HomeAuth.App.Authentication;
using HomeAuth.App.Components.Shared;
using HomeAuth.Core;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Localization;

/// <summary>A message about an alert: what, when, where and with what, and the link for whoever it was not. Written in the current culture.</summary>
/// <param name="text">The words.</param>
/// <param name="settings">The house.</param>
/// <param name="link">Makes an address of a path. Not from a request: whoever makes one must not choose where the link leads.</param>
internal sealed class AlertMessage(Texts text, SettingsInEffect settings, Func<string, Uri> link)
{
    public NotificationText Write(Notification.Alert alert)
    {
        var at = TimeZoneInfo.ConvertTime(alert.At, settings.TimeZone).ToString("f", CultureInfo.CurrentCulture);
        List<(string Name, string Value)> facts =
        [
            (text["alerts.fact.what"], text[$"history.{alert.EventType}"]),
            (text["alerts.fact.when"], $"{at} ({settings.TimeZone.Id})"),
        ];
        if (alert.UserAgent is not null)
        {
            facts.Add((text["alerts.fact.device"], DeviceName.InWords(text, DeviceDescription.Of(alert.UserAgent))));
        }

        if (alert.Address is not null)
        {
            facts.Add((text["alerts.fact.address"], alert.Address));
        }

        var address = link(AlertAddress.Of(alert.Secret)).ToString();
        var (lead, mine, notMine) = (text[$"alerts.kind.{alert.Kind}"], text["notification.alert.mine"], text["notification.alert.not_mine"]);
        var lifetime = text.Count("notification.alert.lifetime", (int)alert.Lifetime.TotalDays);
        return new NotificationText(
            text[$"notification.alert.subject.{alert.Kind}", settings.HouseName],
            $"{lead}\n\n{string.Join('\n', facts.Select(fact => $"{fact.Name}: {fact.Value}"))}\n\n{mine}\n\n{notMine}\n{address}\n\n{lifetime}\n",
            Html($"""
                  <p>{Encode(lead)}</p>
                  <p>{string.Join("<br>", facts.Select(fact => $"{Encode(fact.Name)}: <bdi>{Encode(fact.Value)}</bdi>"))}</p>
                  <p>{Encode(mine)}</p>
                  <p>{Encode(notMine)}</p>
                  <p><a href="{Encode(address)}" style="display:inline-block;padding:.6rem 1.2rem;border-radius:9px;background:#b3261e;color:#fff;text-decoration:none">{Encode(text["alerts.not_mine"])}</a></p>
                  <p>{Encode(lifetime)}</p>
                  """));
    }

    public NotificationText Test()
    {
        var line = text["notification.test.text", settings.HouseName];
        return new NotificationText(text["notification.test.subject", settings.HouseName], line + "\n", Html($"<p>{Encode(line)}</p>"));
    }

    private static string Encode(string words) => WebUtility.HtmlEncode(words);

    private static string Html(string body) =>
        $"""
         <!doctype html>
         <html lang="{CultureInfo.CurrentUICulture.Name}" dir="{(CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
         <body style="font-family:system-ui,sans-serif;line-height:1.5;max-width:32rem;margin:2rem auto;padding:0 1rem">
         {body}
         </body>
         </html>
         """;
}
