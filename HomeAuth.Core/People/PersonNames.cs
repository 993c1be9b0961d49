using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Changes how a person is called.</summary>
public sealed class PersonNames(HomeAuthDb db, SecurityHistory history, TokenRevocations revocations)
{
    /// <summary>Changes the display name.</summary>
    /// <exception cref="HomeAuthException">The name breaks a rule, or there is no such user.</exception>
    public async Task RenameAsync(string userId, string name, Actor actor, CancellationToken cancellationToken = default)
    {
        if (DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        var user = await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        user.Name = DisplayName.Clean(name);
        history.Add(SecurityEventTypes.NameChanged, userId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.UserChangedAsync(db, userId, cancellationToken);
    }
}
