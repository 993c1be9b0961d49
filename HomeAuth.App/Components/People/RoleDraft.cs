using HomeAuth.Core.Data;

namespace HomeAuth.App.Components.People;

/// <summary>The groups of somebody as they are being chosen: one role of the built-in ones, and any groups of the house's own.</summary>
public sealed class RoleDraft
{
    /// <summary>The role of whoever belongs to groups of the house's own alone.</summary>
    public const string None = "none";

    public static readonly string[] BuiltIn = [Group.AdminId, Group.UsersId, Group.ReadOnlyId];

    public RoleDraft(IReadOnlyCollection<string> groupIds)
    {
        Base = Array.Find(BuiltIn, groupIds.Contains) ?? None;
        Own = [.. groupIds.Except(BuiltIn)];
    }

    public string Base { get; set; }

    public HashSet<string> Own { get; }

    public IReadOnlyCollection<string> GroupIds => Base == None ? [.. Own] : [Base, .. Own];

    public void Toggle(string groupId, bool isIn)
    {
        _ = isIn ? Own.Add(groupId) : Own.Remove(groupId);
    }
}
