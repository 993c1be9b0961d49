using System.Text;
using HomeAuth.App.Authentication;
using HomeAuth.Core;
using HomeAuth.Core.Mfa;
using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Users;

namespace HomeAuth.App.Cli;

/// <summary>What each command does, wherever it runs: in the running server, or in the command's own process when there is none.</summary>
public sealed class HouseCommands(UserAccounts accounts, RecoveryLinks links, SecondFactors factors, OwnerTransfer transfer, BanRequests bans, HouseAddress address)
{
    public async Task<CommandAnswer> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var people = (await accounts.ListAsync(cancellationToken)).Where(account => !account.User.SystemGenerated).ToList();
            return request.Command switch
            {
                CommandRequest.Recover => await RecoverAsync(Find(people, request.User), cancellationToken),
                CommandRequest.ResetMfa => await ResetMfaAsync(Find(people, request.User), cancellationToken),
                CommandRequest.ListUsers => await ListAsync(people, cancellationToken),
                CommandRequest.DisableUser => await SwitchAsync(Find(people, request.User), false, cancellationToken),
                CommandRequest.EnableUser => await SwitchAsync(Find(people, request.User), true, cancellationToken),
                CommandRequest.TransferOwner => await TransferAsync(Find(people, null), Find(people, request.User), cancellationToken),
                _ => await bans.RunAsync(request, () => Console(Find(people, null).User.Id), cancellationToken)
                    ?? new CommandAnswer(false, "The running server does not know this command; it is of another version."),
            };
        }
        catch (CommandException error)
        {
            return new CommandAnswer(false, error.Message);
        }
        catch (HomeAuthException error)
        {
            return new CommandAnswer(false, Explain(error.Code));
        }
    }

    private static UserAccount Find(List<UserAccount> people, string? typed)
    {
        if (typed is null)
        {
            return people.Find(person => person.User.IsOwner) ?? throw new CommandException("This house has no owner yet; open it in a browser and claim it.");
        }

        var username = Username.Normalize(typed);
        if (people.Find(person => person.User.NormalizedUserName == username) is { } person)
        {
            return person;
        }

        var named = people.FindAll(person => Username.Normalize(person.User.Name) == username);
        return named switch
        {
            [var one] => one,
            [] => throw new CommandException($"Nobody here is called \"{typed}\"; \"users list\" says who is."),
            _ => throw new CommandException($"Several people are called \"{typed}\"; give the username."),
        };
    }

    private static Actor Console(string userId) => new(userId, null, RequestOrigin.Internal);

    private static string Describe(UserAccount person) =>
        person.User.UserName is { } username ? $"{person.User.Name} ({username})" : person.User.Name;

    private static string Explain(string code) => code switch
    {
        ErrorCodes.NoPassword => "They have no password here, so they need a login first.",
        ErrorCodes.LastAdmin => "Nobody would be left who can administrate the house.",
        ErrorCodes.NotAPerson => "A service cannot own a house.",
        ErrorCodes.UserInactive => "Their account is disabled; an administrator has to enable it first.",
        ErrorCodes.UserNotFound or ErrorCodes.OwnerProtected => "Somebody has changed this account meanwhile; try again.",
        _ => $"This was refused: {code}.",
    };

    private async Task<CommandAnswer> RecoverAsync(UserAccount person, CancellationToken cancellationToken)
    {
        var secret = await links.IssueAsync(person.User.Id, RecoveryRoutes.Console, Console(person.User.Id), cancellationToken);
        var text = new StringBuilder();
        text.Append("With this link ").Append(Describe(person)).Append(" chooses a new password. It is good once, for ")
            .Append((int)RecoveryLinks.Lifetime.TotalMinutes).Append(" minutes.");
        if (!person.User.IsActive)
        {
            text.AppendLine().Append("The account is disabled; until an administrator enables it, the new password is of no use.");
        }

        if (!address.IsListening)
        {
            text.AppendLine().Append("The server does not run; start it first.");
        }

        return new CommandAnswer(true, text.ToString(), address.Link(RecoveryAddress.Of(secret)).ToString());
    }

    private async Task<CommandAnswer> ResetMfaAsync(UserAccount person, CancellationToken cancellationToken)
    {
        await factors.ResetAsync(person.User.Id, RecoveryRoutes.Console, Console(person.User.Id), cancellationToken);
        return new CommandAnswer(true, $"{Describe(person)} is signed out everywhere and signs in with the password, or a passkey, alone; whoever had a second factor sets one up again.");
    }

    private async Task<CommandAnswer> SwitchAsync(UserAccount person, bool isActive, CancellationToken cancellationToken)
    {
        if (person.User.IsOwner && !isActive)
        {
            throw new CommandException($"{Describe(person)} is the owner, whom nobody can disable. Hand the house over first: owner transfer --to NAME.");
        }

        await accounts.UpdateAsync(person.User.Id, new UserChange(IsActive: isActive), Console(person.User.Id), cancellationToken);
        return new CommandAnswer(true, isActive ? $"{Describe(person)} can sign in again." : $"{Describe(person)} is signed out everywhere and can sign in no more.");
    }

    private async Task<CommandAnswer> TransferAsync(UserAccount owner, UserAccount person, CancellationToken cancellationToken) =>
        await transfer.TransferAsync(person.User.Id, Console(owner.User.Id), cancellationToken)
            ? new CommandAnswer(true, $"{Describe(person)} is the owner now. {Describe(owner)} stays an administrator.")
            : new CommandAnswer(true, $"{Describe(person)} is the owner already.");

    private async Task<CommandAnswer> ListAsync(List<UserAccount> people, CancellationToken cancellationToken)
    {
        List<string[]> rows = [["NAME", "USERNAME", "ROLE", "ACTIVE", "SECOND FACTOR"]];
        foreach (var person in people)
        {
            var user = person.User;
            var hasFactors = (await factors.ListAsync(user.Id, cancellationToken)).Count > 0 || user.PasskeyAfterPassword;
            rows.Add([user.Name, user.UserName ?? "-", Role(person), YesNo(user.IsActive), YesNo(hasFactors)]);
        }

        return new CommandAnswer(true, ConsoleTable.Of(rows));

        static string YesNo(bool value) => value ? "yes" : "no";
        static string Role(UserAccount person) => Standing.Of(person.User, person.GroupIds).Role switch
        {
            Core.Permissions.Role.ReadOnly => "read-only",
            var role => role.ToString().ToLowerInvariant(),
        };
    }
}

/// <summary>A command cannot be done, for a reason that the person can mend.</summary>
public sealed class CommandException(string message) : Exception(message);
