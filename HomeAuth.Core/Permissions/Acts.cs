namespace HomeAuth.Core.Permissions;

/// <summary>Everything that can be done in the house, and who may: the one table behind each page, route and command.</summary>
/// <remarks>What somebody may do with entities is decided by the policies of their groups, see <see cref="EntityPolicy"/>.</remarks>
public static class Acts
{
    /// <summary>Sign in, recover, accept an invitation, claim a house, read the help.</summary>
    public const string Enter = "enter";

    /// <summary>Look at the house: overview, configuration, entities as far as the groups allow.</summary>
    public const string ViewHouse = "house.view";

    /// <summary>Use the house: give its services something to do.</summary>
    public const string ControlHouse = "house.control";

    /// <summary>Change what the house keeps for its programs, and the persons that they see.</summary>
    public const string EditHouse = "house.edit";

    /// <summary>Look at the settings of the house.</summary>
    public const string ViewSettings = "settings.view";

    /// <summary>Change the settings of the house.</summary>
    public const string ChangeSettings = "settings.change";

    /// <summary>Look at the own account.</summary>
    public const string ViewAccount = "account.view";

    /// <summary>Change the own name, picture, language, theme and documents.</summary>
    public const string ChangeAccount = "account.change";

    /// <summary>Change how one signs in: password, factors, passkeys, recovery codes, devices, tokens.</summary>
    public const string ChangeSignIn = "account.sign_in";

    /// <summary>See who lives here.</summary>
    public const string ViewPeople = "people.view";

    /// <summary>Add people, by a first password or an invitation.</summary>
    public const string AddPeople = "people.add";

    /// <summary>Change somebody's name and picture.</summary>
    public const string ChangePeople = "people.change";

    /// <summary>Change somebody's username.</summary>
    public const string ChangeUsername = "people.username";

    /// <summary>Choose somebody's password or username for them, as Home Assistant's commands do.</summary>
    public const string SetCredentials = "people.credentials";

    /// <summary>Change what somebody is.</summary>
    public const string ChangeRole = "people.role";

    /// <summary>Limit when and from where somebody may come.</summary>
    public const string LimitPeople = "people.limit";

    /// <summary>Disable and enable an account.</summary>
    public const string DisablePeople = "people.disable";

    /// <summary>Remove an account.</summary>
    public const string RemovePeople = "people.remove";

    /// <summary>Sign somebody's devices out, revoke and limit their tokens.</summary>
    public const string EndDevices = "people.devices";

    /// <summary>Help somebody back in: a reset link, removing second factors.</summary>
    public const string RecoverPeople = "people.recover";

    /// <summary>Read what happened around somebody's account.</summary>
    public const string ViewHistory = "people.history";

    /// <summary>Make, change and remove groups of the house's own.</summary>
    public const string ManageGroups = "groups.manage";

    /// <summary>Create services and give them tokens.</summary>
    public const string ManageServices = "services.manage";

    /// <summary>Give a service the rights of administrators.</summary>
    public const string EmpowerServices = "services.admin";

    /// <summary>Hand the house over to somebody else.</summary>
    public const string TransferHouse = "house.transfer";

    /// <summary>Write the configuration of the house, which decides who gets in.</summary>
    public const string ChangeConfiguration = "house.configuration";

    /// <summary>All of them, in the order in which people read them.</summary>
    public static IReadOnlyList<Act> All { get; } =
    [
        new(Enter, Level.Anyone, TokenScopes.None),
        new(ViewHouse, Level.SignedIn, TokenScopes.Read),
        new(ControlHouse, Level.SignedIn, TokenScopes.Control),
        new(ViewAccount, Level.SignedIn, TokenScopes.Read),
        new(ChangeAccount, Level.SignedIn, TokenScopes.Account, ForServices: false),
        new(ChangeSignIn, Level.SignedIn, TokenScopes.Account, ForServices: false),
        new(ViewPeople, Level.Admin, TokenScopes.Manage),
        new(AddPeople, Level.Admin, TokenScopes.Manage),
        new(ChangePeople, Level.Admin, TokenScopes.Manage, OwnerOnly: true),
        new(ChangeUsername, Level.Admin, TokenScopes.Manage, OwnerOnly: true, AdminsByOwner: true),
        new(ChangeRole, Level.Admin, TokenScopes.Manage, OwnerOnly: true, NotOneself: true),
        new(LimitPeople, Level.Admin, TokenScopes.Manage, OwnerOnly: true, NotOneself: true),
        new(DisablePeople, Level.Admin, TokenScopes.Manage, OwnerOnly: true, NotOneself: true),
        new(RemovePeople, Level.Admin, TokenScopes.Manage, OwnerOnly: true, NotOneself: true),
        new(EndDevices, Level.Admin, TokenScopes.Manage, OwnerOnly: true),
        new(RecoverPeople, Level.Admin, TokenScopes.Manage, OwnerOnly: true),
        new(ViewHistory, Level.Admin, TokenScopes.Manage),
        new(ManageServices, Level.Admin, TokenScopes.Manage),
        new(ManageGroups, Level.Admin, TokenScopes.Manage),
        new(EditHouse, Level.Admin, TokenScopes.Manage),
        new(ViewSettings, Level.Admin, TokenScopes.Manage),
        new(ChangeSettings, Level.Admin, TokenScopes.Manage),
        new(SetCredentials, Level.Owner, TokenScopes.Manage),
        new(EmpowerServices, Level.Owner, TokenScopes.Manage),
        new(TransferHouse, Level.Owner, TokenScopes.Manage),
        new(ChangeConfiguration, Level.Owner, TokenScopes.Manage),
    ];

    private static readonly Dictionary<string, Act> ByName = All.ToDictionary(act => act.Name);

    /// <summary>The act of that name.</summary>
    public static Act Of(string name) => ByName[name];
}

/// <summary>One act and its rule.</summary>
/// <param name="Name">One of <see cref="Acts"/>.</param>
/// <param name="Level">What one has to be at least.</param>
/// <param name="Scope">What the token has to be good for.</param>
/// <param name="ForServices">Whether services may do it too.</param>
/// <param name="OwnerOnly">Whether nobody may do it to the owner but the owner.</param>
/// <param name="NotOneself">Whether nobody may do it to themselves.</param>
/// <param name="AdminsByOwner">Whether only the owner may do it to another administrator.</param>
public sealed record Act(
    string Name, Level Level, TokenScopes Scope, bool ForServices = true, bool OwnerOnly = false, bool NotOneself = false, bool AdminsByOwner = false);

/// <summary>What one has to be at least.</summary>
public enum Level
{
    /// <summary>A stranger.</summary>
    Anyone,

    /// <summary>Signed in, as whatever.</summary>
    SignedIn,

    /// <summary>An administrator, or the owner.</summary>
    Admin,

    /// <summary>The owner.</summary>
    Owner,
}
