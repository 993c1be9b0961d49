using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Recovery;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Mfa;

/// <summary>The second factors that people have: listed, named, removed.</summary>
public sealed class SecondFactors(
    HomeAuthDb db, MfaModules modules, RecentProof proof, Recoveries recoveries, TokenRevocations revocations, SecurityHistory history)
{
    /// <summary>A person's factors of modules that are configured, oldest first.</summary>
    public async Task<IReadOnlyList<MfaFactor>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        var configured = modules.All.Select(module => module.Id).ToList();
        return await db.MfaFactors.AsNoTracking().Where(factor => factor.UserId == userId && configured.Contains(factor.ModuleId))
            .OrderBy(factor => factor.CreatedAt).ThenBy(factor => factor.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Gives a factor a name; an empty one takes it back.</summary>
    /// <returns>False when the person has no such factor.</returns>
    /// <exception cref="HomeAuthException">The name breaks a rule.</exception>
    public async Task<bool> RenameAsync(string factorId, string? name, Actor actor, CancellationToken cancellationToken = default)
    {
        name = string.IsNullOrWhiteSpace(name) ? null : name;
        if (name is not null && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        var clean = name is null ? null : DisplayName.Clean(name);
        if (await db.MfaFactors.SingleOrDefaultAsync(factor => factor.Id == factorId && factor.UserId == actor.UserId, cancellationToken) is not { } factor)
        {
            return false;
        }

        factor.Name = clean;
        history.Add(SecurityEventTypes.FactorRenamed, actor.UserId, actor, detail: factor.ModuleId);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes one of a person's own factors.</summary>
    /// <returns>False when the person has no such factor.</returns>
    /// <exception cref="HomeAuthException">The person has to prove again who they are.</exception>
    public async Task<bool> RemoveAsync(string factorId, Actor actor, CancellationToken cancellationToken = default) =>
        await RemoveAsync(db.MfaFactors.Where(factor => factor.Id == factorId && factor.UserId == actor.UserId), actor, cancellationToken) > 0;

    /// <summary>Removes all of a person's own factors of one module; none is no mistake.</summary>
    /// <exception cref="HomeAuthException">There is no such module, or the person has to prove again who they are.</exception>
    public Task DisableAsync(string moduleId, Actor actor, CancellationToken cancellationToken = default) =>
        modules.Find(moduleId) is null
            ? throw new HomeAuthException(ErrorCodes.InvalidAuthModule)
            : RemoveAsync(db.MfaFactors.Where(factor => factor.ModuleId == moduleId && factor.UserId == actor.UserId), actor, cancellationToken);

    /// <summary>Removes everything that a person is asked for after the password, because they have lost it, and ends all their tokens.</summary>
    /// <exception cref="HomeAuthException">No such user, the owner by somebody else, or the actor has to prove again who they are.</exception>
    public async Task ResetAsync(string userId, string route, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        await recoveries.HelpableAsync(userId, actor, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var factors = await db.MfaFactors.Where(factor => factor.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        var passkeys = await db.Users.Where(user => user.Id == userId && user.PasskeyAfterPassword)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.PasskeyAfterPassword, false), cancellationToken);
        history.Add(SecurityEventTypes.MfaReset, userId, actor);
        await recoveries.CompleteAsync(transaction, userId, route, lostFactor: factors + passkeys > 0, actor, cancellationToken);
    }

    private async Task<int> RemoveAsync(IQueryable<MfaFactor> factors, Actor actor, CancellationToken cancellationToken)
    {
        await proof.RequireAsync(actor, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var gone = await factors.Select(factor => factor.ModuleId).ToListAsync(cancellationToken);
        await factors.ExecuteDeleteAsync(cancellationToken);
        foreach (var moduleId in gone)
        {
            history.Add(SecurityEventTypes.MfaDisabled, actor.UserId, actor, detail: moduleId);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await revocations.UserChangedAsync(db, actor.UserId, CancellationToken.None);
        return gone.Count;
    }
}
