using HomeAuth.App.Localization;
using HomeAuth.App.Operations;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Import;
using HomeAuth.Core.Onboarding;
using HomeAuth.Core.Settings;

namespace HomeAuth.App.Cli;

/// <summary>The house as a command finds it: open in a running server, or to be opened for as long as the command takes.</summary>
public sealed class CommandHouse : IDisposable
{
    private readonly WebApplicationBuilder _builder;
    private readonly HomeAuthOptions _options;
    private readonly DataDirectory _directory;

    /// <exception cref="StartupException">A setting is unknown or cannot work.</exception>
    public CommandHouse(string[] settings)
    {
        _builder = WebApplication.CreateBuilder(HouseConfiguration.HostOptions(settings));
        _builder.Logging.AddHouseFilters();
        // What a command says is for a person, or for the next program on the line.
        _builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        _options = _builder.ReadHouseConfiguration();
        _directory = new DataDirectory(_options.DataDirectory);
    }

    /// <summary>Has a command done by the running server, or else does it here.</summary>
    /// <exception cref="StartupException">The house cannot be opened.</exception>
    /// <exception cref="CommandException">There is no house, or its server failed.</exception>
    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        RequireHouse();
        return await ControlClient.TryAskAsync(_directory, request, cancellationToken) ?? await RunHereAsync(request, cancellationToken);
    }

    /// <summary>Puts the database aside, after asking; see <see cref="HouseReset"/>.</summary>
    /// <param name="confirm">Asks, while nobody else can open the house.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">A server runs, or the house cannot be opened.</exception>
    /// <exception cref="CommandException">There is no house, or nothing in it.</exception>
    public async Task<CommandAnswer> ResetAsync(Func<string, bool> confirm, CancellationToken cancellationToken)
    {
        RequireHouse();
        _directory.Open();
        if (!confirm($"Everybody who lives in {_directory.Path} loses their account: users, passwords, second factors, passkeys, tokens and the history. The database is kept as a backup, and the house waits for a new owner."))
        {
            return new CommandAnswer(false, "Nothing was changed.");
        }

        return await new HouseReset(_options, _directory, TimeProvider.System).RunAsync(cancellationToken) is { } backup
            ? new CommandAnswer(true, $"The house has no owner any more. The old database is {backup}. Start the server and claim the house with the setup code that it prints; it asks for it on this machine too.")
            : throw new CommandException("There is no database to put aside.");
    }

    /// <summary>Says what the configuration of a Home Assistant means here, and writes it into ours if asked to.</summary>
    /// <exception cref="CommandException">The file cannot be read, or what it says cannot work.</exception>
    public CommandAnswer CheckConfiguration(FileInfo file, bool apply)
    {
        RequireHouse();
        try
        {
            var report = OldConfiguration.Read(File.ReadAllText(file.FullName));
            var text = OldConfigurationText.Of(report, new Texts());
            if (!apply || !report.HasSettings)
            {
                return new CommandAnswer(true, text, HasProblems: report.HasProblems);
            }

            ConfigurationFile.Check(report);
            ConfigurationFile.Write(_directory, report);
            return new CommandAnswer(true, $"{text}\nWritten to {_directory.File(ConfigurationFile.FileName)}. Start the server again.", HasProblems: report.HasProblems);
        }
        catch (HomeAuthException error)
        {
            throw new CommandException(error.Code == ErrorCodes.ConfigurationRefused
                ? error.Field!
                : $"{file.FullName} cannot be read as YAML{(error.Field is { } line ? $", line {line}" : "")}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(error.Message);
        }
    }

    public void Dispose() => _directory.Dispose();

    // A folder that is misspelled must not become a new house. Each house has its key file from its first start on.
    private void RequireHouse()
    {
        if (!File.Exists(_directory.File(DataProtectionKeyFile.FileName)))
        {
            throw new CommandException($"There is no house in {_directory.Path}, or it may not be read; name its folder with --HomeAuth:DataDirectory=… as for the server, and run this as the server's own user.");
        }
    }

    private async Task<CommandAnswer> RunHereAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        _directory.Open();
        _builder.Services.AddHomeAuthCore(_options, _directory);
        _builder.Services.AddHomeAuthLocalization();
        _builder.Services.AddHomeAuthCli();
        // Built but never started: nothing listens, and no background work begins.
        await using var app = _builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<HouseSettings>().LoadAsync(cancellationToken);
        return await scope.ServiceProvider.GetRequiredService<HouseCommands>().RunAsync(request, cancellationToken);
    }
}
