using System.Globalization;
using HomeAuth.App.Cli;
using HomeAuth.Core.Notifications;
using HomeAuth.Core.Settings;
using Microsoft.AspNetCore.Localization;
using MudBlazor;

namespace HomeAuth.App.Localization;

public static class LocalizationServices
{
    public static IServiceCollection AddHomeAuthLocalization(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddTransient<MudLocalizer, MudTexts>();
        services.AddSingleton<Texts>();
        services.AddSingleton(provider => new NotificationTexts(
            provider.GetRequiredService<Texts>(), provider.GetRequiredService<HouseSettings>(), path => provider.GetRequiredService<HouseAddress>().Link(path)));
        services.AddSingleton<ComposeNotification>(provider => provider.GetRequiredService<NotificationTexts>().Compose);
        services.AddRequestLocalization(options =>
        {
            var cultures = Languages.All.Select(language => language.Tag).Append(PseudoLanguage.Tag).Select(tag => new CultureInfo(tag)).ToList();
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.DefaultRequestCulture = new RequestCulture(Languages.Default);
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(
                    (Languages.Chosen(context) ?? Languages.Asked(context.Request)) is { } language ? new ProviderCultureResult(language) : null)),
            ];
        });
        return services;
    }

    /// <summary>Comes after authentication, since a person's own choice counts first.</summary>
    public static void UseHomeAuthLocalization(this IApplicationBuilder app)
    {
        app.UseRequestLocalization();
        app.Use((context, next) =>
        {
            CultureInfo.CurrentCulture = Formats.CultureOf(context);
            PreferenceCookies.Follow(context);
            return next(context);
        });
    }
}
