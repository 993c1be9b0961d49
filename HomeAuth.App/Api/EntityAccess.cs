using HomeAuth.Core.Data;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api;

/// <summary>What the built-in groups let somebody do with entities: administrators and users everything, readers read, without a group nothing.</summary>
public static class EntityAccess
{
    public static bool MayRead(this ActiveToken token) =>
        token.IsAdmin || token.GroupIds.Contains(Group.UsersId) || token.GroupIds.Contains(Group.ReadOnlyId);
}
