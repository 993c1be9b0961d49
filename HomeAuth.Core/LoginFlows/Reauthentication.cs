using HomeAuth.Core.Data;
using HomeAuth.Core.History;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.Protection;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.LoginFlows;

/// <summary>Somebody who is signed in proves once more who they are, by password, code or passkey; from then on sensitive acts are open for ten minutes on this token.</summary>
public sealed class Reauthentication(
    HomeAuthDb db,
    PasswordHashing hashing,
    GuessProtection protection,
    SecondFactorCheck factors,
    PasskeyRegistry passkeys,
    RecentProof proof,
    SecurityHistory history)
{
    /// <summary>Proves it by the password.</summary>
    /// <returns>Null when it is proved; how long to wait when there were too many wrong answers.</returns>
    /// <exception cref="HomeAuthException">The password is wrong.</exception>
    public async Task<TimeSpan?> ByPasswordAsync(string password, Actor actor, CancellationToken cancellationToken = default)
    {
        var hash = await db.Users.Where(user => user.Id == actor.UserId && user.IsActive).Select(user => user.PasswordHash).SingleOrDefaultAsync(cancellationToken);
        var outcome = await protection.TryAsync(
            GuessProtection.Reauthentication(actor.UserId),
            actor.Origin,
            async () => await hashing.VerifyAsync(hash, password, cancellationToken) ? actor : null,
            () => history.Add(SecurityEventTypes.Reauthenticated, actor.UserId, actor, succeeded: false, detail: ErrorCodes.InvalidAuth),
            cancellationToken);
        return await NoteAsync(outcome, ErrorCodes.InvalidAuth, actor);
    }

    /// <summary>Proves it by a code of a second factor, or a recovery code.</summary>
    /// <returns>Null when it is proved; how long to wait when there were too many wrong answers.</returns>
    /// <exception cref="HomeAuthException">The code is wrong.</exception>
    public async Task<TimeSpan?> ByCodeAsync(string code, Actor actor, CancellationToken cancellationToken = default)
    {
        var choices = await factors.ChoicesAsync(actor.UserId, cancellationToken);
        var outcome = await factors.TryAsync(
            GuessProtection.Reauthentication(actor.UserId),
            actor.UserId,
            choices.Select(choice => choice.Value),
            code,
            actor.Origin,
            SecurityEventTypes.Reauthenticated,
            () => false,
            cancellationToken);
        return await NoteAsync(outcome, ErrorCodes.InvalidCode, actor);
    }

    /// <summary>Proves it by a passkey.</summary>
    /// <exception cref="HomeAuthException">The passkey is somebody else's.</exception>
    public async Task ByPasskeyAsync(PasskeyAssertion assertion, Actor actor, CancellationToken cancellationToken = default)
    {
        if (assertion.UserId != actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.InvalidPasskey);
        }

        await passkeys.UsedAsync(assertion, cancellationToken);
        await NoteAsync(new GuessOutcome<Actor>(actor, null), ErrorCodes.InvalidPasskey, actor);
    }

    private async Task<TimeSpan?> NoteAsync<T>(GuessOutcome<T> outcome, string error, Actor actor)
        where T : class
    {
        if (outcome.Right is null)
        {
            return outcome.RetryAfter ?? throw new HomeAuthException(error);
        }

        history.Add(SecurityEventTypes.Reauthenticated, actor.UserId, actor);
        await db.SaveChangesAsync(CancellationToken.None);
        await proof.NoteAsync(actor, CancellationToken.None);
        return null;
    }
}
