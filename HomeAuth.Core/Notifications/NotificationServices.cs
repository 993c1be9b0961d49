using Microsoft.Extensions.DependencyInjection;

namespace HomeAuth.Core.Notifications;

internal static class NotificationServices
{
    /// <summary>Adds what the household has configured to send messages by.</summary>
    public static void AddNotifiers(this IServiceCollection services, NotifyOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Smtp.Host))
        {
            services.AddSingleton<Notifier, SmtpNotifier>();
        }

        foreach (var webhook in options.Webhooks)
        {
            services.AddSingleton<Notifier>(provider => ActivatorUtilities.CreateInstance<WebhookNotifier>(provider, webhook));
        }
    }
}
