namespace HomeAuth.App.Cli;

/// <summary>A command on its way to whoever has the house open: the running server, or the command's own process.</summary>
/// <param name="Command">Which, one of the constants.</param>
/// <param name="User">Whom it is about, as typed: a person, null for the owner, or an address.</param>
/// <param name="For">For how long, as typed; null for ever.</param>
public sealed record CommandRequest(string Command, string? User, string? For = null)
{
    public const string Recover = "recover";
    public const string ResetMfa = "mfa reset";
    public const string ListUsers = "users list";
    public const string DisableUser = "users disable";
    public const string EnableUser = "users enable";
    public const string TransferOwner = "owner transfer";
    public const string ListBans = "bans list";
    public const string AddBan = "bans add";
    public const string LiftBan = "bans lift";
    public const string ClearBans = "bans clear";
}

/// <summary>What came of a command.</summary>
/// <param name="Succeeded">Whether it was done.</param>
/// <param name="Text">What the person is told.</param>
/// <param name="Link">An address to be opened, if there is one.</param>
/// <param name="HasProblems">Whether something was found that somebody has to look at, although the command was done.</param>
public sealed record CommandAnswer(bool Succeeded, string Text, string? Link = null, bool HasProblems = false);
