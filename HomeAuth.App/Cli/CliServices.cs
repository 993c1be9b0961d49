namespace HomeAuth.App.Cli;

public static class CliServices
{
    public static IServiceCollection AddHomeAuthCli(this IServiceCollection services)
    {
        services.AddSingleton<HouseAddress>();
        services.AddScoped<HouseCommands>();
        services.AddHostedService<ControlChannel>();
        return services;
    }
}
