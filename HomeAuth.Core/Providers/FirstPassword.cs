using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.History;
using HomeAuth.Core.Protection;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Providers;

/// <summary>A password that somebody else chose is good for one thing: choosing another.</summary>
public sealed class FirstPassword(HomeAuthDb db, Passwords passwords, PasswordHashing hashing, SecurityHistory history)
{
    /// <summary>What is asked for.</summary>
    public static readonly IReadOnlyList<FlowField> Schema = [new("new_password"), new("confirm_password")];

    /// <summary>Whether somebody has to choose another password.</summary>
    internal Task<bool> IsDueAsync(string userId, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(user => user.Id == userId && user.PasswordChangeDue, cancellationToken);

    /// <summary>Chooses it.</summary>
    /// <returns>Why it cannot be used, a code of <see cref="ErrorCodes"/>; null when it is done.</returns>
    internal async Task<string?> ChooseAsync(
        string userId, IReadOnlyDictionary<string, string> input, RequestOrigin origin, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(user => user.Id == userId, cancellationToken);
        var (password, again) = (input.GetValueOrDefault("new_password"), input.GetValueOrDefault("confirm_password"));
        if (passwords.Check(password, user.UserName, user.Name) is { } code)
        {
            return code;
        }

        if (Passwords.Normalize(password!) != Passwords.Normalize(again ?? ""))
        {
            return ErrorCodes.PasswordMismatch;
        }

        if (await hashing.VerifyAsync(user.PasswordHash, password!, cancellationToken))
        {
            return ErrorCodes.PasswordUnchanged;
        }

        var (hash, stamp) = (await hashing.HashAsync(password!, cancellationToken), Identifier.New());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Only in place of the password that was shown a moment ago.
        if (await db.Users.Where(other => other.Id == userId && other.PasswordHash == user.PasswordHash && other.PasswordChangeDue).ExecuteUpdateAsync(
            set => set.SetProperty(other => other.PasswordHash, hash).SetProperty(other => other.PasswordChangeDue, false).SetProperty(other => other.SecurityStamp, stamp),
            cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.InvalidFlow);
        }

        history.Add(SecurityEventTypes.PasswordChanged, userId, origin, actorId: userId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
