using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.Core.Import;

/// <summary>The household's own configuration, <c>homeauth.json</c> in the data directory. What is written is in effect from the next start on.</summary>
public sealed class ConfigurationFile(HomeAuthDb db, DataDirectory directory, WaysIn ways, Authority authority, RecentProof proof, SecurityHistory history)
{
    /// <summary>Its name.</summary>
    public const string FileName = "homeauth.json";

    /// <summary>What was there before is kept under this name.</summary>
    public const string BackupName = "homeauth.json.bak";

    /// <summary>Puts what was found in an old configuration into ours.</summary>
    /// <exception cref="HomeAuthException">
    /// The actor may not or has to prove again who they are; it names programs of the machine; or it cannot work, the field says why.
    /// </exception>
    public async Task ApplyAsync(OldConfigurationReport report, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeConfiguration, actor, null, cancellationToken);
        await proof.RequireAsync(actor, cancellationToken);
        // Whoever holds the owner's browser must not run programs on the machine.
        if (report.NeedsMachine)
        {
            throw new HomeAuthException(ErrorCodes.ConfigurationNeedsMachine);
        }

        await RequireAsync(report, cancellationToken);
        history.Add(SecurityEventTypes.ConfigurationChanged, null, actor);
        await db.SaveChangesAsync(cancellationToken);
        Write(directory, report);
    }

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="HomeAuthException">The field says why.</exception>
    private async Task RequireAsync(OldConfigurationReport report, CancellationToken cancellationToken)
    {
        var options = Check(report);
        try
        {
            if (options.AuthProviders is { } providers)
            {
                await ways.RequireAsync(providers, cancellationToken);
            }
        }
        catch (StartupException refused)
        {
            throw new HomeAuthException(ErrorCodes.ConfigurationRefused, refused.Message);
        }
    }

    /// <summary>Refuses values that cannot work in any house.</summary>
    /// <exception cref="HomeAuthException">The field says why.</exception>
    public static HomeAuthOptions Check(OldConfigurationReport report)
    {
        var options = report.Settings.Deserialize<HomeAuthOptions>()!;
        options.DataDirectory = ".";
        var validation = new HomeAuthOptionsValidator().Validate(null, options);
        return validation.Failed ? throw new HomeAuthException(ErrorCodes.ConfigurationRefused, validation.FailureMessage) : options;
    }

    /// <summary>Writes the file, all of it or nothing.</summary>
    /// <exception cref="HomeAuthException">What is there cannot be read.</exception>
    public static void Write(DataDirectory directory, OldConfigurationReport report)
    {
        var path = directory.File(FileName);
        var root = File.Exists(path) ? Existing(path) : [];
        var settings = Child(root, HomeAuthOptions.Section);
        foreach (var (name, value) in report.Settings)
        {
            if (value is JsonObject group)
            {
                var target = Child(settings, name);
                foreach (var (key, entry) in group)
                {
                    Replace(target, key, entry);
                }
            }
            else
            {
                Replace(settings, name, value);
            }
        }

        if (File.Exists(path))
        {
            directory.Write(BackupName, File.ReadAllBytes(path));
        }

        directory.Write(FileName, Encoding.UTF8.GetBytes(root.ToJsonString(Json.File) + "\n"));
    }

    private static JsonObject Existing(string path)
    {
        try
        {
            // As the configuration itself reads it.
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject ?? [];
        }
        catch (JsonException error)
        {
            throw new HomeAuthException(ErrorCodes.ConfigurationRefused, $"{FileName}: {error.Message}");
        }
    }

    // Configuration keys have no case.
    private static string Known(JsonObject node, string name) => node.Select(pair => pair.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static void Replace(JsonObject node, string name, JsonNode? value) => node[Known(node, name)] = value?.DeepClone();

    private static JsonObject Child(JsonObject node, string name)
    {
        if (node[Known(node, name)] is not JsonObject child)
        {
            node[Known(node, name)] = child = [];
        }

        return child;
    }
}
