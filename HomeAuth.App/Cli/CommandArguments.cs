namespace HomeAuth.App.Cli;

/// <summary>The words of a command, and the settings of the house, which both may stand on one line.</summary>
/// <param name="Words">The command with its own options.</param>
/// <param name="Settings">What the server is given too, such as <c>--HomeAuth:DataDirectory=…</c>.</param>
public sealed record CommandArguments(IReadOnlyList<string> Words, string[] Settings)
{
    // Everything else that a server is given has a colon in its name. A mistyped option must not pass for a setting.
    private static readonly string[] HostSettings = ["urls", "environment", "contentRoot", "applicationName", "http_ports", "https_ports"];

    private static readonly string[] OwnOptions = ["--help", "-h", "-?", "--version", "--user", "--to", "--for", "--yes", "--apply"];

    /// <summary>Reads a command line; null when it has no command, and the server is to be started.</summary>
    public static CommandArguments? Read(string[] args)
    {
        List<string> words = [], settings = [];
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
            {
                settings.Add(args[++i]);
            }
        }

        return words.Count > 0 && IsCommand(words[0]) ? new CommandArguments(words, [.. settings]) : null;
    }

    private static bool IsSetting(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var key = argument[2..].Split('=')[0];
        return key.Contains(':', StringComparison.Ordinal) || HostSettings.Contains(key, StringComparer.OrdinalIgnoreCase);
    }

    // The configuration also reads "/key value" and "key=value".
    private static bool IsCommand(string word) =>
        OwnOptions.Contains(word.Split('=')[0]) || (word is not ['-' or '/', ..] && !word.Contains('=', StringComparison.Ordinal));
}
