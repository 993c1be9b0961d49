using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.LoginFlows;

/// <summary>What happens once everything is proved, before anybody is signed in.</summary>
public sealed class LoginCompletion(HomeAuthDb db, AccessGate gate, Recoveries recoveries, SecurityHistory history)
{
    /// <summary>What changes with the password and with each recovery.</summary>
    internal Task<string?> StampAsync(string userId, CancellationToken cancellationToken) =>
        db.Users.Where(user => user.Id == userId).Select(user => user.SecurityStamp).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Refuses whom the proof does not help, and does what the factor that was used makes due.</summary>
    /// <exception cref="HomeAuthException">The password was changed or the account recovered meanwhile, or the person may not come now, or not from there.</exception>
    internal async Task RunAsync(LoginFlow flow, string userId, RightFactor factor, RequestOrigin origin, CancellationToken cancellationToken)
    {
        // Whoever is half-way then begins anew.
        if (flow.Stage is { } stage && stage.Stamp != await StampAsync(userId, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        // Said only to somebody who has proved who they are.
        try
        {
            if (!await db.Users.AnyAsync(user => user.Id == userId && user.IsActive, cancellationToken))
            {
                throw new HomeAuthException(ErrorCodes.UserInactive);
            }

            await gate.RequireAsync(db, userId, origin, cancellationToken);
        }
        catch (HomeAuthException refused)
        {
            history.Add(SecurityEventTypes.Login, userId, origin, succeeded: false, detail: refused.Code);
            await db.SaveChangesAsync(cancellationToken);
            throw;
        }

        if (factor == RightFactor.RecoveryCode)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
            await recoveries.CompleteAsync(
                transaction, userId, RecoveryRoutes.RecoveryCode, lostFactor: true, new Actor(userId, null, origin), CancellationToken.None);
        }
        else if (factor == RightFactor.Real)
        {
            // Whoever shows a factor has not lost it.
            await db.Users.Where(user => user.Id == userId && user.SecondFactorDue)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.SecondFactorDue, false), cancellationToken);
        }
    }
}

/// <summary>By what the second factor was proved.</summary>
internal enum RightFactor
{
    /// <summary>None was asked for.</summary>
    None,

    /// <summary>A code of a module, or a passkey.</summary>
    Real,

    /// <summary>A recovery code in its place.</summary>
    RecoveryCode,
}
