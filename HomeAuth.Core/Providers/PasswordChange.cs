using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Permissions;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Providers;

/// <summary>A person changes their own password of the local provider.</summary>
public sealed class PasswordChange(
    HomeAuthDb db,
    Passwords passwords,
    PasswordHashing hashing,
    GuessProtection protection,
    RefreshTokenManager tokens,
    Authority authority,
    TokenRevocations revocations,
    SecurityHistory history)
{
    /// <summary>Changes the password and ends what was asked to end, in one transaction.</summary>
    /// <returns>Null when it is done; how long to wait when there were too many wrong current passwords.</returns>
    /// <exception cref="HomeAuthException">The current password is wrong, or the new one breaks a rule; the field says which.</exception>
    public async Task<TimeSpan?> ChangeAsync(PasswordChangeRequest request, Actor actor, CancellationToken cancellationToken = default)
    {
        await authority.RequireAsync(Acts.ChangeSignIn, actor, null, cancellationToken);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == actor.UserId, cancellationToken)
            ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        if (user.PasswordHash is null)
        {
            throw new HomeAuthException(ErrorCodes.NoPassword);
        }

        if (passwords.Check(request.NewPassword, user.UserName, user.Name) is { } code)
        {
            throw new HomeAuthException(code, "new_password");
        }

        if (Passwords.Normalize(request.NewPassword) == Passwords.Normalize(request.CurrentPassword))
        {
            throw new HomeAuthException(ErrorCodes.PasswordUnchanged, "new_password");
        }

        var outcome = await protection.TryAsync(
            GuessProtection.PasswordChange(user.Id),
            actor.Origin,
            async () => await hashing.VerifyAsync(user.PasswordHash, request.CurrentPassword, cancellationToken) ? user : null,
            () => history.Add(SecurityEventTypes.PasswordChanged, user.Id, actor, succeeded: false, detail: ErrorCodes.InvalidCurrentPassword),
            cancellationToken);
        if (outcome.Right is null)
        {
            return outcome.RetryAfter ?? throw new HomeAuthException(ErrorCodes.InvalidCurrentPassword, "current_password");
        }

        await WriteAsync(user, request, actor, await hashing.HashAsync(request.NewPassword, cancellationToken), cancellationToken);
        return null;
    }

    private async Task WriteAsync(HomeUser user, PasswordChangeRequest request, Actor actor, string hash, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var stamp = Identifier.New();
        var changed = await db.Users.Where(other => other.Id == user.Id && other.PasswordHash == user.PasswordHash).ExecuteUpdateAsync(
            set => set.SetProperty(other => other.PasswordHash, hash).SetProperty(other => other.PasswordChangeDue, false).SetProperty(other => other.SecurityStamp, stamp), cancellationToken);
        if (changed == 0)
        {
            // Somebody else changed it in between; what was proved is no longer the current password.
            throw new HomeAuthException(ErrorCodes.InvalidCurrentPassword, "current_password");
        }

        history.Add(SecurityEventTypes.PasswordChanged, user.Id, actor);
        if (request.EndOtherSessions)
        {
            await db.KnownDevices.Where(device => device.UserId == user.Id && device.DeviceId != actor.Origin.Device).ExecuteDeleteAsync(cancellationToken);
        }

        // What the old password has let in, and is on its way to a token, ends with it.
        await db.AuthorizationCodes.Where(code => code.UserId == user.Id && code.RedeemedAt == null).ExecuteDeleteAsync(cancellationToken);
        var ended = await tokens.DeleteAsync(
            Ended(user.Id, request, actor.TokenId), RevocationReasons.PasswordChanged, actor.Origin, actor.UserId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await revocations.CommitAsync(db, transaction, ended, cancellationToken);
    }

    private IQueryable<RefreshToken> Ended(string userId, PasswordChangeRequest request, string? currentTokenId) => db.RefreshTokens.Where(token =>
        token.UserId == userId
        && ((request.EndOtherSessions && token.TokenType == TokenType.Normal && token.Id != currentTokenId)
            || (request.RevokeLongLivedTokens && token.TokenType == TokenType.LongLivedAccessToken)
            || (request.EndThisSession && token.Id == currentTokenId)));
}

/// <summary>A password change and what it ends.</summary>
/// <param name="CurrentPassword">The password until now.</param>
/// <param name="NewPassword">The password from now on.</param>
/// <param name="EndOtherSessions">Sign out every other browser and app.</param>
/// <param name="RevokeLongLivedTokens">Revoke the tokens of scripts.</param>
/// <param name="EndThisSession">Sign out this browser too.</param>
public sealed record PasswordChangeRequest(
    string CurrentPassword, string NewPassword, bool EndOtherSessions, bool RevokeLongLivedTokens, bool EndThisSession);
