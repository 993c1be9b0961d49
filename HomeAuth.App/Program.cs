using HomeAuth.App.Api;
using HomeAuth.App.Authentication;
using HomeAuth.App.Authentication.Passkeys;
using HomeAuth.App.Cli;
using HomeAuth.App.Components;
using HomeAuth.App.Localization;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.People;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Settings;
using HomeAuth.Core.Themes;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.EntityFrameworkCore;

if (CommandArguments.Read(args) is { } command)
{
    return await CommandLine.RunAsync(command);
}

var started = false;
try
{
    var builder = WebApplication.CreateBuilder(HouseConfiguration.HostOptions(args));
    StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
    builder.Logging.AddHouseFilters();
    HouseConsole.Configure(builder.Logging);
    // The host would print a stack trace over the one line with which a failed start explains itself.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", _ => started);
    builder.WebHost.ConfigureKestrel(RequestLimits.Configure);

    var options = builder.ReadHouseConfiguration();
    using var directory = new DataDirectory(options.DataDirectory);
    if (!EF.IsDesignTime)
    {
        directory.Open();
    }

    builder.Services.AddHomeAuthCore(options, directory);
    builder.Services.AddHomeAuthAuthentication();
    builder.Services.AddHomeAuthLocalization();
    builder.Services.AddHomeAuthComponents();
    builder.Services.AddHomeAuthApi(options);
    builder.Services.AddHomeAuthCli();
    builder.Services.AddSingleton<ProxyRefusals>();
    builder.Services.AddConnectionProbes();

    await using var app = builder.Build();
    await using (var scope = app.Services.CreateAsyncScope())
    {
        await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        await scope.ServiceProvider.GetRequiredService<HouseSettings>().LoadAsync();
        await scope.ServiceProvider.GetRequiredService<HouseThemes>().LoadAsync();
        await scope.ServiceProvider.GetRequiredService<WaysIn>().RequireAsync();
        await scope.ServiceProvider.GetRequiredService<AddressBans>().LoadAsync();
    }

    app.UseForwardedRequests();
    app.UseExceptionHandler("/error", createScopeForErrors: true);
    app.UseHostGuard();
    app.UseNotFoundPage();
    app.UseSecurityHeaders();
    app.UseBanGate();
    app.UseProbeWatch();
    app.UseRouting();
    app.UseProxyRefusals();
    app.UseCors();
    app.UseWebSockets();
    app.UseLegacyPassword();
    app.UseOnboardingGate();
    app.UseAuthentication();
    app.UseHomeAuthLocalization();
    app.UseAuthorization();
    app.UseCircuitGuard();
    app.UseAntiforgery();
    app.UseExpiredForms();

    app.MapStaticAssets().AllowAnonymous().WithMetadata(new StaticFileMark());
    app.MapLogout();
    app.MapPasskeys();
    app.MapLanguage();
    app.MapWellKnown();
    app.MapManifest();
    app.MapConnectionProbes();
    app.MapHomeAuthApi();
    app.MapHomeAuthComponents();

    await app.StartAsync();
    started = true;
    await StartupReport.PrintAsync(app.Services, app.Urls);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (OperationCanceledException) when (!started)
{
    // Stopped before it had begun.
    return 0;
}
catch (Exception error) when (StartupReport.Explain(error) is { } line)
{
    await Console.Error.WriteLineAsync($"HomeAuth cannot start: {line.ReplaceLineEndings(" ")}");
    return 1;
}
