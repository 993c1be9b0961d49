using System.Reflection;
using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Import;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace HomeAuth.App.Operations;

/// <summary>
/// Reads the settings under <c>HomeAuth:</c>. Later wins: appsettings.json, <c>homeauth.json</c> in the data directory, environment
/// (<c>HomeAuth__DataDirectory</c>), command line (<c>--HomeAuth:DataDirectory=…</c>).
/// </summary>
public static class HouseConfiguration
{
    private const string DefaultAddress = "http://localhost:8123";

    /// <summary>A published program finds its files beside itself, wherever it is started from; from source they are in the project's folder.</summary>
    public static WebApplicationOptions HostOptions(string[] args) => new()
    {
        Args = args,
        ContentRootPath = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : null,
    };

    /// <exception cref="StartupException">A setting is unknown or cannot work.</exception>
    public static HomeAuthOptions ReadHouseConfiguration(this WebApplicationBuilder builder)
    {
        var directory = DataDirectoryOf(builder);
        AddHouseholdFile(builder.Configuration, directory);
        var section = builder.Configuration.GetSection(HomeAuthOptions.Section);
        RefuseUnknownKeys(section, typeof(HomeAuthOptions));

        var options = Bind(section);
        options.DataDirectory = directory;
        var validation = new HomeAuthOptionsValidator().Validate(null, options);
        if (validation.Failed)
        {
            throw new StartupException(validation.FailureMessage);
        }

        UseDefaultAddress(builder);
        return options;
    }

    private static string DataDirectoryOf(WebApplicationBuilder builder)
    {
        var configured = builder.Configuration[$"{HomeAuthOptions.Section}:{nameof(HomeAuthOptions.DataDirectory)}"];
        if (string.IsNullOrWhiteSpace(configured))
        {
            // systemd may name several, separated by colons.
            configured = builder.Configuration["STATE_DIRECTORY"]?.Split(':')[0];
        }

        return Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? "data" : configured, builder.Environment.ContentRootPath);
    }

    private static void AddHouseholdFile(ConfigurationManager configuration, string directory)
    {
        var path = Path.Combine(directory, ConfigurationFile.FileName);
        if (!File.Exists(path))
        {
            return;
        }

        var source = new JsonConfigurationSource { Path = path, Optional = false, ReloadOnChange = false };
        source.ResolveFileProvider();
        var file = source.FileProvider is null ? source : new JsonConfigurationSource { FileProvider = source.FileProvider, Path = source.Path };
        try
        {
            var alone = new ConfigurationBuilder().Add(file).Build();
            if (alone[$"{HomeAuthOptions.Section}:{nameof(HomeAuthOptions.DataDirectory)}"] is not null)
            {
                throw new StartupException($"HomeAuth:DataDirectory stands in {path}, which lies in the data directory itself; set it by environment or command line.");
            }

            if (alone.GetChildren().FirstOrDefault(child => Array.Exists(typeof(HomeAuthOptions).GetProperties(), known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))) is { } misplaced)
            {
                throw new StartupException($"{misplaced.Key} stands at the top of {path}; put it into \"{HomeAuthOptions.Section}\": {{ … }}.");
            }
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: {(error.InnerException ?? error).Message}", error);
        }

        var environment = configuration.Sources.ToList().FindIndex(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        configuration.Sources.Insert(environment < 0 ? configuration.Sources.Count : environment, file);
    }

    private static void RefuseUnknownKeys(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?? throw new StartupException($"{child.Path} is not a setting; {section.Path} knows {Names(type)}.");
            if (IsGroup(property.PropertyType))
            {
                RefuseValue(child, property.PropertyType);
                RefuseUnknownKeys(child, property.PropertyType);
            }
            else if (property.PropertyType.GetGenericArguments() is [var item] && IsGroup(item))
            {
                RefuseValue(child, item);
                foreach (var entry in child.GetChildren())
                {
                    // The binder leaves such an entry out without a word.
                    RefuseValue(entry, item, evenNone: true);
                    RefuseUnknownKeys(entry, item);
                }
            }
            else if (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(System.Collections.IEnumerable)) && !string.IsNullOrEmpty(child.Value))
            {
                // The binder leaves a single value out without a word. It is not quoted, as below.
                throw new StartupException($"{child.Path} is a list: write [\"…\"] in a file, and elsewhere {child.Path}:0 for its first entry.");
            }
        }
    }

    // The value is not quoted: what was meant for one of the settings below may be a secret.
    private static void RefuseValue(IConfigurationSection section, Type type, bool evenNone = false)
    {
        if (!string.IsNullOrEmpty(section.Value) || (evenNone && !section.GetChildren().Any()))
        {
            throw new StartupException($"{section.Path} has settings below it, {Names(type)}, and no value of its own.");
        }
    }

    private static string Names(Type type) => string.Join(", ", type.GetProperties().Select(known => known.Name));

    private static bool IsGroup(Type type) => type.Namespace == typeof(HomeAuthOptions).Namespace && type.IsClass;

    private static HomeAuthOptions Bind(IConfigurationSection section)
    {
        try
        {
            return section.Get<HomeAuthOptions>() ?? new HomeAuthOptions();
        }
        catch (InvalidOperationException error)
        {
            // "Failed to convert configuration value '…' at 'HomeAuth:…' to type '…'."
            throw new StartupException(error.Message, error);
        }
    }

    private static void UseDefaultAddress(WebApplicationBuilder builder)
    {
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (keys.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }
    }
}
