namespace HomeAuth.App.Cli;

public static class CliServices
{
    public static IServiceCollection AddHomeAuthCli(this IServiceCollection services)
    {
        services.AddSingleton<HouseAddress>();
        services.AddScoped<HouseCommands>();
        services.AddScoped<BanRequests>();
        services.AddHostedService<ControlChannel>();
        return services;
    }
}
