using System.Security.Cryptography;
using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Recovery;

/// <summary>Ten codes on a sheet of paper, each good once in place of any one factor. The house keeps only what argon2id makes of them.</summary>
public sealed class RecoveryCodes(HomeAuthDb db, PasswordHashing hashing, RecentProof proof, SecurityHistory history, TimeProvider time)
{
    /// <summary>How many codes a set has.</summary>
    public const int Count = 10;

    /// <summary>Makes a new set; the old one is good no more.</summary>
    /// <returns>The codes, which nobody can show again.</returns>
    /// <exception cref="HomeAuthException">The person has to prove again who they are.</exception>
    public async Task<IReadOnlyList<string>> CreateAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await proof.RequireAsync(actor, cancellationToken);
        var (salt, now) = (PasswordHashing.NewSalt(), time.GetUtcNow());
        List<string> codes = [.. Enumerable.Range(0, Count).Select(_ => ReadableCode.New())];
        List<RecoveryCode> rows = [];
        foreach (var code in codes)
        {
            rows.Add(new RecoveryCode
            {
                UserId = actor.UserId,
                Salt = Convert.ToHexStringLower(salt),
                Hash = await HashAsync(code, salt, cancellationToken),
                CreatedAt = now,
            });
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Holds the user's row until the commit, so that of two new sets at once one is left.
        await db.Users.Where(user => user.Id == actor.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, user => user.IsActive), cancellationToken);
        await db.RecoveryCodes.Where(code => code.UserId == actor.UserId).ExecuteDeleteAsync(cancellationToken);
        db.RecoveryCodes.AddRange(rows);
        history.Add(SecurityEventTypes.RecoveryCodesCreated, actor.UserId, actor);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>How many codes a person has left, and of which set.</summary>
    public async Task<RecoveryCodeCount> CountAsync(string userId, CancellationToken cancellationToken = default)
    {
        var codes = await db.RecoveryCodes.AsNoTracking().Where(code => code.UserId == userId).ToListAsync(cancellationToken);
        return new RecoveryCodeCount(codes.Count(code => code.UsedAt is null), codes.Max(code => (DateTimeOffset?)code.CreatedAt), codes.Max(code => code.UsedAt));
    }

    /// <summary>Uses a code up, if it is one of this person's. The same work is done for nobody.</summary>
    internal async Task<bool> UseAsync(string? userId, string typed, CancellationToken cancellationToken)
    {
        var codes = await db.RecoveryCodes.AsNoTracking().Where(code => code.UserId == userId && code.UsedAt == null).ToListAsync(cancellationToken);
        var salt = codes.Count > 0 ? Convert.FromHexString(codes[0].Salt) : PasswordHashing.NewSalt();
        var hash = Convert.FromHexString(await HashAsync(typed, salt, cancellationToken));
        if (codes.Find(code => CryptographicOperations.FixedTimeEquals(Convert.FromHexString(code.Hash), hash)) is not { } match)
        {
            return false;
        }

        // One UPDATE decides whose the code is, so that of several at once one wins.
        DateTimeOffset? now = time.GetUtcNow();
        return await db.RecoveryCodes.Where(code => code.Id == match.Id && code.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(code => code.UsedAt, now), CancellationToken.None) == 1;
    }

    private async Task<string> HashAsync(string code, byte[] salt, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await hashing.DeriveAsync(ReadableCode.Normalize(code), salt, cancellationToken));
}

/// <summary>How many recovery codes a person has.</summary>
/// <param name="Left">Not used yet.</param>
/// <param name="CreatedAt">When the set was made; null when there is none.</param>
/// <param name="LastUsedAt">When one was last used.</param>
public sealed record RecoveryCodeCount(int Left, DateTimeOffset? CreatedAt, DateTimeOffset? LastUsedAt);
