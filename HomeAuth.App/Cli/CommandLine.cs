using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using HomeAuth.App.Images;
using HomeAuth.App.Operations;

namespace HomeAuth.App.Cli;

/// <summary>The commands for the person at the box. A command line without any starts the server.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(CommandArguments arguments)
    {
        // The console speaks English, the library's part of it too.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        // A name may begin with @, which would else be read as the name of a file with more arguments.
        var parsed = Commands(arguments.Settings).Parse(arguments.Words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            var problem = parsed.UnmatchedTokens is [var unknown, ..] ? $"\"{unknown}\" is not known here." : parsed.Errors[0].Message;
            return await FailAsync($"{problem} Try --help.");
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException error)
        {
            return await FailAsync(error.Message);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("Interrupted.");
        }
        catch (Exception error) when (StartupReport.Explain(error) is { } line)
        {
            return await FailAsync(line);
        }
    }

    private static RootCommand Commands(string[] settings)
    {
        var user = new Option<string?>("--user") { Description = "The username, or the name if there is only one such.", HelpName = "NAME" };
        var requiredUser = new Option<string>("--user") { Description = user.Description, HelpName = user.HelpName, Required = true };
        var to = new Option<string>("--to") { Description = "The new owner: an active person with a password.", HelpName = "NAME", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };

        var recover = new Command("recover", "Print a link with which somebody chooses a new password; the owner if nobody is named.") { user };
        recover.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.Recover, parsed.GetValue(user)), cancellationToken));

        var resetMfa = new Command("reset", "Remove the second factors that somebody has lost, and sign them out everywhere.") { requiredUser };
        resetMfa.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.ResetMfa, parsed.GetValue(requiredUser)), cancellationToken));

        var listUsers = new Command("list", "Who lives here.");
        listUsers.SetAction((_, cancellationToken) => AskAsync(settings, new(CommandRequest.ListUsers, null), cancellationToken));

        var disable = new Command("disable", "Sign somebody out everywhere, and let them in no more.") { requiredUser };
        disable.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.DisableUser, parsed.GetValue(requiredUser)), cancellationToken));

        var enable = new Command("enable", "Let somebody in again.") { requiredUser };
        enable.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.EnableUser, parsed.GetValue(requiredUser)), cancellationToken));

        var transfer = new Command("transfer", "Make somebody else the owner; the present one stays an administrator.") { to, yes };
        transfer.SetAction((parsed, cancellationToken) => Confirm(parsed.GetValue(yes), $"{parsed.GetValue(to)} becomes the owner of this house, and only they can take that back.")
            ? AskAsync(settings, new(CommandRequest.TransferOwner, parsed.GetValue(to)), cancellationToken)
            : FailAsync("Nothing was changed."));

        var resetAuth = new Command("reset-auth", "With the server stopped: put the database aside and wait for a new owner.") { yes };
        resetAuth.SetAction(async (parsed, cancellationToken) =>
        {
            using var house = new CommandHouse(settings);
            return await PrintAsync(await house.ResetAsync(warning => Confirm(parsed.GetValue(yes), warning), cancellationToken));
        });

        var file = new Argument<FileInfo>("FILE") { Description = "The configuration.yaml of a Home Assistant." };
        var apply = new Option<bool>("--apply") { Description = "Write what has a setting here into homeauth.json." };
        var check = new Command("check", "Say what the configuration of a Home Assistant means here; ends with 1 if some of it does not work.") { file, apply };
        check.SetAction(async (parsed, _) =>
        {
            using var house = new CommandHouse(settings);
            return await PrintAsync(house.CheckConfiguration(parsed.GetRequiredValue(file), parsed.GetValue(apply)));
        });

        return new RootCommand("HomeAuth guards a home. Without a command the server is started; settings such as --HomeAuth:DataDirectory=… are good for both.")
        {
            recover,
            new Command("mfa", "Second factors.") { resetMfa },
            new Command("users", "The people of the house.") { listUsers, disable, enable },
            new Command("owner", "The owner of the house.") { transfer },
            new Command("config", "The configuration.") { check },
            Bans(settings),
            resetAuth,
        };
    }

    private static Command Bans(string[] settings)
    {
        var address = new Argument<string>("ADDRESS") { Description = "An address, or a range such as 203.0.113.0/24." };
        var length = new Option<string?>("--for") { Description = "For how long, such as 90m, 12h, 1d or 2w; for ever without it.", HelpName = "TIME" };
        var list = new Command("list", "Who is kept out, until when and why.");
        list.SetAction((_, cancellationToken) => AskAsync(settings, new(CommandRequest.ListBans, null), cancellationToken));
        var add = new Command("add", "Keep an address or a range out.") { address, length };
        add.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.AddBan, parsed.GetValue(address), parsed.GetValue(length)), cancellationToken));
        var lift = new Command("lift", "Let an address or a range in again, at once.") { address };
        lift.SetAction((parsed, cancellationToken) => AskAsync(settings, new(CommandRequest.LiftBan, parsed.GetValue(address)), cancellationToken));
        var clear = new Command("clear", "Let everybody in again.");
        clear.SetAction((_, cancellationToken) => AskAsync(settings, new(CommandRequest.ClearBans, null), cancellationToken));
        return new Command("bans", "Addresses that are kept out.") { list, add, lift, clear };
    }

    private static async Task<int> AskAsync(string[] settings, CommandRequest request, CancellationToken cancellationToken)
    {
        using var house = new CommandHouse(settings);
        return await PrintAsync(await house.RunAsync(request, cancellationToken));
    }

    private static bool Confirm(bool isSure, string warning)
    {
        if (isSure)
        {
            return true;
        }

        Console.Out.WriteLine(warning);
        Console.Out.Write("Go on? Type yes: ");
        return Console.In.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static async Task<int> PrintAsync(CommandAnswer answer)
    {
        if (!answer.Succeeded)
        {
            return await FailAsync(answer.Text);
        }

        await Console.Out.WriteLineAsync(answer.Text);
        if (answer.Link is { } link)
        {
            // On a terminal in its own colours, since many scanners do not read light dots on dark.
            var (begin, end) = Console.IsOutputRedirected ? ("", "") : ("\e[97;40m", "\e[0m");
            var picture = QrCodes.Text(link).Split('\n').Select(line => $"{begin}{line}{end}");
            await Console.Out.WriteLineAsync($"\n  {link}\n\n{string.Join('\n', picture)}");
        }

        // A script stops here, and what was found is on the screen above.
        return answer.HasProblems ? 1 : 0;
    }

    private static async Task<int> FailAsync(string line)
    {
        await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
        return 1;
    }
}
