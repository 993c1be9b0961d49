using HomeAuth.Core.People;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Tokens;

namespace HomeAuth.App.Api;

/// <summary>Which entities somebody sees: those that the policies of their groups let them read, and the owner all.</summary>
public static class EntityAccess
{
    public static bool MayRead(this ActiveToken token, string entityId) => token.Allows(entityId, PolicyKeys.Read);

    public static IEnumerable<EntityState> Readable(this ActiveToken token, IEnumerable<EntityState> states) => states.Where(state => token.MayRead(state.EntityId));
}
