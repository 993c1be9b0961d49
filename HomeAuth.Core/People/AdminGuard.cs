using HomeAuth.Core.Data;
using HomeAuth.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.People;

/// <summary>Sees to it that somebody is left who can administrate the house.</summary>
public sealed class AdminGuard(HomeAuthDb db, HouseSettings settings, TimeProvider time)
{
    /// <summary>Refuses, inside the transaction of a change, what would leave nobody. Whoever changes administrators holds <c>Authority.HoldAdminsAsync</c>.</summary>
    /// <exception cref="HomeAuthException">Nobody would be left.</exception>
    internal async Task RequireOneAsync(CancellationToken cancellationToken)
    {
        var today = settings.Current.DayOf(time.GetUtcNow());
        var admins = db.Users.Where(user => user.IsActive && !user.SystemGenerated && !user.IsService
            && (user.LastDay == null || user.LastDay >= today)
            && (user.IsOwner || db.UserRoles.Any(row => row.UserId == user.Id && row.RoleId == Group.AdminId)));
        // A house that nobody has claimed has nobody to lose.
        if (await db.Users.AnyAsync(user => user.IsOwner, cancellationToken)
            && !await admins.AnyAsync(user => user.PasswordHash != null || db.Passkeys.Any(passkey => passkey.UserId == user.Id), cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.LastAdmin);
        }
    }
}
