using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Tokens;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;

using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Passkeys;

/// <summary>The passkeys of people. The ceremonies are Identity's and need a request; what is kept of them, and who may, is decided here.</summary>
public sealed class PasskeyRegistry(HomeAuthDb db, RecentProof proof, TokenRevocations revocations, SecurityHistory history, TimeProvider time)
{
    /// <summary>Most passkeys that a person may have.</summary>
    public const int MostPasskeys = 20;

    /// <summary>A person's passkeys, oldest first.</summary>
    public async Task<IReadOnlyList<Passkey>> ListAsync(string userId, CancellationToken cancellationToken = default)
    {
        var rows = await db.Passkeys.AsNoTracking().Where(passkey => passkey.UserId == userId)
            .Select(passkey => new { Row = passkey, LastUsedAt = EF.Property<DateTimeOffset?>(passkey, HomeAuthDb.PasskeyLastUsedAt) })
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Row.Data.CreatedAt).Select(row => new Passkey(
            IdOf(row.Row.CredentialId), row.Row.Data.Name, row.Row.Data.CreatedAt, row.LastUsedAt, row.Row.Data.IsBackedUp))];
    }

    /// <summary>Whether a person can be asked for a passkey after the password, and wants to be.</summary>
    public Task<bool> IsSecondFactorAsync(string userId, CancellationToken cancellationToken = default) =>
        db.Users.AnyAsync(user => user.Id == userId && user.PasskeyAfterPassword && db.Passkeys.Any(passkey => passkey.UserId == userId), cancellationToken);

    /// <summary>Chooses whether the person is asked for a passkey after the password.</summary>
    /// <exception cref="HomeAuthException">The person has to prove again who they are.</exception>
    public async Task UseAsSecondFactorAsync(bool wanted, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Users.Where(user => user.Id == actor.UserId && user.PasskeyAfterPassword != wanted)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.PasskeyAfterPassword, wanted), cancellationToken) == 1)
        {
            history.Add(wanted ? SecurityEventTypes.MfaEnabled : SecurityEventTypes.MfaDisabled, actor.UserId, actor, detail: "passkey");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Refuses a registration before anybody touches a device for it.</summary>
    /// <exception cref="HomeAuthException">The person has too many passkeys, or has to prove again who they are.</exception>
    public async Task RequireRoomAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        if (await db.Passkeys.CountAsync(passkey => passkey.UserId == actor.UserId, cancellationToken) >= MostPasskeys)
        {
            throw new HomeAuthException(ErrorCodes.TooManyFactors);
        }
    }

    /// <summary>Keeps a passkey whose ceremony succeeded.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="HomeAuthException">The name breaks a rule, the passkey is known, or as <see cref="RequireRoomAsync"/>.</exception>
    public async Task<string> AddAsync(UserPasskeyInfo passkey, string? name, Actor actor, CancellationToken cancellationToken = default)
    {
        await RequireRoomAsync(actor, cancellationToken);
        if (!string.IsNullOrWhiteSpace(name) && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Passkeys.Add(Row(passkey, actor.UserId, name, time.GetUtcNow()));
        history.Add(SecurityEventTypes.PasskeyAdded, actor.UserId, actor);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            throw new HomeAuthException(ErrorCodes.PasskeyExists);
        }

        await db.Users.Where(user => user.Id == actor.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.SecondFactorDue, false), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await revocations.UserChangedAsync(db, actor.UserId, CancellationToken.None);
        return IdOf(passkey.CredentialId);
    }

    /// <summary>Gives a passkey a name; an empty one takes it back.</summary>
    /// <returns>False when the person has no such passkey.</returns>
    /// <exception cref="HomeAuthException">The name breaks a rule.</exception>
    public async Task<bool> RenameAsync(string passkeyId, string? name, Actor actor, CancellationToken cancellationToken = default)
    {
        name = string.IsNullOrWhiteSpace(name) ? null : name;
        if (name is not null && DisplayName.Check(name) is { } code)
        {
            throw new HomeAuthException(code, "name");
        }

        if (await FindAsync(passkeyId, actor.UserId, cancellationToken) is not { } row)
        {
            return false;
        }

        row.Data.Name = name is null ? null : DisplayName.Clean(name);
        history.Add(SecurityEventTypes.FactorRenamed, actor.UserId, actor, detail: "passkey");
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes one of a person's own passkeys.</summary>
    /// <returns>False when the person has no such passkey.</returns>
    /// <exception cref="HomeAuthException">The person has to prove again who they are.</exception>
    public async Task<bool> RemoveAsync(string passkeyId, Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        if (await FindAsync(passkeyId, actor.UserId, cancellationToken) is not { } row)
        {
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Passkeys.Remove(row);
        history.Add(SecurityEventTypes.PasskeyRemoved, actor.UserId, actor);
        await db.SaveChangesAsync(cancellationToken);
        // Nobody is asked for what they no longer have, nor, without a word, for what they register some day.
        await db.Users.Where(user => user.Id == actor.UserId && !db.Passkeys.Any(passkey => passkey.UserId == actor.UserId))
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.PasskeyAfterPassword, false), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>What is kept of a passkey whose ceremony succeeded.</summary>
    internal static IdentityUserPasskey<string> Row(UserPasskeyInfo passkey, string userId, string? name, DateTimeOffset now) => new()
    {
        UserId = userId,
        CredentialId = passkey.CredentialId,
        Data = new IdentityPasskeyData
        {
            PublicKey = passkey.PublicKey,
            Name = string.IsNullOrWhiteSpace(name) ? null : DisplayName.Clean(name),
            CreatedAt = now,
            SignCount = passkey.SignCount,
            Transports = passkey.Transports,
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
        },
    };

    /// <summary>Notes that a passkey was used: its counter must rise, so that a copy is found out.</summary>
    internal async Task UsedAsync(PasskeyAssertion assertion, CancellationToken cancellationToken)
    {
        var credentialId = assertion.Passkey.CredentialId;
        var row = await db.Passkeys.SingleOrDefaultAsync(
            passkey => passkey.CredentialId == credentialId && passkey.UserId == assertion.UserId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.InvalidPasskey);
        row.Data.SignCount = assertion.Passkey.SignCount;
        row.Data.IsBackedUp = assertion.Passkey.IsBackedUp;
        db.Entry(row).Property(HomeAuthDb.PasskeyLastUsedAt).CurrentValue = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<IdentityUserPasskey<string>?> FindAsync(string passkeyId, string userId, CancellationToken cancellationToken)
    {
        byte[] credentialId;
        try
        {
            credentialId = System.Buffers.Text.Base64Url.DecodeFromChars(passkeyId);
        }
        catch (FormatException)
        {
            return null;
        }

        return await db.Passkeys.SingleOrDefaultAsync(passkey => passkey.CredentialId == credentialId && passkey.UserId == userId, cancellationToken);
    }

    private static string IdOf(byte[] credentialId) => System.Buffers.Text.Base64Url.EncodeToString(credentialId);
}

/// <summary>A passkey as its person sees it.</summary>
/// <param name="Id">The id of the credential, base64url.</param>
/// <param name="Name">What its person calls it.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="LastUsedAt">When somebody last signed in with it.</param>
/// <param name="IsBackedUp">Whether it is in the person's password manager too, and so outlives the device.</param>
public sealed record Passkey(string Id, string? Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool IsBackedUp);
