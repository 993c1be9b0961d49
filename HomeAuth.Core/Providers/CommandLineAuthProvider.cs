using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Users;
using Microsoft.Extensions.Logging;

namespace HomeAuth.Core.Providers;

/// <summary>A program of the household judges username and password: it gets both in its environment, and says yes by ending with 0.</summary>
public sealed class CommandLineAuthProvider(
    string id,
    string name,
    AuthProviderOptions configured,
    HomeAuthDb db,
    CommandRuns runs,
    GuessProtection protection,
    SecurityHistory history,
    ILogger<CommandLineAuthProvider> logger) : AuthProvider(id, name)
{
    /// <summary>The type of this provider.</summary>
    public const string TypeName = "command_line";

    private static readonly IReadOnlyList<FlowField> Schema = [new("username"), new("password")];

    /// <inheritdoc />
    public override string Type => TypeName;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<FlowField>> AskAsync(RequestOrigin origin, CancellationToken cancellationToken) => new(Schema);

    /// <inheritdoc />
    public override async Task<ProviderAnswer> ValidateAsync(
        IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var (username, password) = (input.GetValueOrDefault("username", "").Trim(), input.GetValueOrDefault("password", ""));
        var userId = await CredentialOwner.FindAsync(db, TypeName, Id, username, cancellationToken);
        try
        {
            var outcome = await protection.TryAsync(
                // Many such programs take "Guest" for "guest": each spelling is the same guess.
                GuessProtection.Account($"{TypeName}:{Id}:{Username.Normalize(username)}", userId),
                origin,
                () => AskAsync(username, password, cancellationToken),
                () => history.Add(SecurityEventTypes.Login, userId, origin, succeeded: false, detail: ErrorCodes.InvalidAuth),
                cancellationToken);
            return outcome switch
            {
                { RetryAfter: { } wait } => new ProviderAnswer.Throttled(wait),
                { Right: { } info } => new ProviderAnswer.Recognised(username, info),
                _ => new ProviderAnswer.Refused(ErrorCodes.InvalidAuth),
            };
        }
        catch (HomeAuthException error) when (error.Code == ErrorCodes.ProviderUnavailable)
        {
            // Nobody has guessed: the program could not be asked.
            return new ProviderAnswer.Refused(error.Code);
        }
    }

    private async Task<NewcomerInfo?> AskAsync(string username, string password, CancellationToken cancellationToken)
    {
        // No name has such letters, and a program that prints the name back must not say more by it. NUL cannot be in an environment.
        if (username.Length == 0 || username.Any(char.IsControl) || password.Contains('\0', StringComparison.Ordinal) || !CommandRuns.Fits(username, password))
        {
            return null;
        }

        var shown = PlainText.OneLine(username);
        var run = await runs.RunAsync(configured, username, password, cancellationToken);
        if (run.Problem is { } problem)
        {
            logger.LogError("Error while authenticating '{Name}': {Problem}", shown, problem);
            throw new HomeAuthException(ErrorCodes.ProviderUnavailable);
        }

        if (run.ExitCode != 0)
        {
            logger.LogError("User '{Name}' failed to authenticate, command exited with code {Code}", shown, run.ExitCode);
            return null;
        }

        return Info(username, run.Output);
    }

    // Lines of key = value; what is no such line is somebody's talk.
    private static NewcomerInfo Info(string username, string output)
    {
        var info = new NewcomerInfo(username);
        foreach (var line in output.Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#')))
        {
            info = line.Split('=', 2, StringSplitOptions.TrimEntries) switch
            {
                ["name", { Length: > 0 } value] => info with { Name = value },
                ["group", { Length: > 0 } value] => info with { GroupId = value },
                ["local_only", var value] => info with { LocalOnly = value == "true" },
                _ => info,
            };
        }

        return info;
    }
}
