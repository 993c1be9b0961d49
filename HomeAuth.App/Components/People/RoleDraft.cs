using HomeAuth.Core.Data;

namespace HomeAuth.App.Components.People;

/// <summary>The groups of somebody as they are being chosen: one role of the built-in ones, and any groups of the house's own.</summary>
public sealed class RoleDraft
{
    /// <summary>The role of whoever belongs to groups of the house's own alone.</summary>
    public const string None = "none";

    public static readonly string[] BuiltIn = [Group.AdminId, Group.UsersId, Group.ReadOnlyId];

    private readonly string _shown;

    // A program may have put somebody into several built-in groups; they stay until another role is chosen.
    private readonly string[] _builtIn;

    public RoleDraft(IReadOnlyCollection<string> groupIds)
    {
        _builtIn = [.. BuiltIn.Where(groupIds.Contains)];
        _shown = Base = _builtIn is [var first, ..] ? first : None;
        Own = [.. groupIds.Except(BuiltIn)];
    }

    public string Base { get; set; }

    public HashSet<string> Own { get; }

    public IReadOnlyCollection<string> GroupIds => [.. Base == _shown ? _builtIn : Base == None ? [] : [Base], .. Own];

    public void Toggle(string groupId, bool isIn)
    {
        _ = isIn ? Own.Add(groupId) : Own.Remove(groupId);
    }
}
