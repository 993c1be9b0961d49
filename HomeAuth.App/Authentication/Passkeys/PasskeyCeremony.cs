using HomeAuth.Core;
using HomeAuth.Core.Data;
using HomeAuth.Core.Flows;
using HomeAuth.Core.Passkeys;
using HomeAuth.Core.People;
using HomeAuth.Core.Users;
using Microsoft.AspNetCore.Identity;

namespace HomeAuth.App.Authentication.Passkeys;

/// <summary>
/// The two ceremonies of WebAuthn, by Identity's handler. Around it stands what it leaves open: a challenge is good once, for five minutes, for one
/// purpose and from one household; and whether the person may sign in at all is asked by Core.
/// </summary>
public sealed class PasskeyCeremony(
    IPasskeyHandler<HomeUser> handler, UserManager<HomeUser> users, FlowStore<PasskeyChallenge> challenges, TimeProvider time, ILogger<PasskeyCeremony> logger)
{
    /// <summary>Asks for a passkey: any at all, so that nobody learns who has one, or one of a person who has proved something already.</summary>
    public async Task<PasskeyQuestion> AskAsync(HttpContext context, PasskeyPurpose purpose, string? userId)
    {
        var made = await handler.MakeRequestOptionsAsync(userId is null ? null : await users.FindByIdAsync(userId), context);
        return Keep(context, purpose, userId, made.AssertionState ?? "", made.RequestOptionsJson);
    }

    /// <summary>Asks a device to make a passkey.</summary>
    public async Task<PasskeyQuestion> AskForNewAsync(HttpContext context, string userId)
    {
        var user = await users.FindByIdAsync(userId) ?? throw new HomeAuthException(ErrorCodes.UserNotFound);
        var entity = new PasskeyUserEntity { Id = user.Id, Name = user.UserName ?? user.Name, DisplayName = user.Name };
        var made = await handler.MakeCreationOptionsAsync(entity, context);
        return Keep(context, PasskeyPurpose.Registration, userId, made.AttestationState ?? "", made.CreationOptionsJson);
    }

    /// <summary>Asks the device of somebody who has no account yet to make a passkey.</summary>
    /// <exception cref="HomeAuthException">The names break a rule.</exception>
    public async Task<PasskeyQuestion> AskGuestAsync(HttpContext context, string username, string name)
    {
        if ((Username.Check(username), DisplayName.Check(name)) is not (null, null))
        {
            throw new HomeAuthException(Username.Check(username) ?? ErrorCodes.NameInvalid);
        }

        var entity = new PasskeyUserEntity { Id = Identifier.New(), Name = Username.Clean(username), DisplayName = DisplayName.Clean(name) };
        var made = await handler.MakeCreationOptionsAsync(entity, context);
        return Keep(context, PasskeyPurpose.Invitation, null, made.AttestationState ?? "", made.CreationOptionsJson);
    }

    /// <summary>The passkey of somebody who has no account yet, and the user id that it was made for.</summary>
    /// <exception cref="HomeAuthException">The challenge is used or too old, or the passkey is not accepted.</exception>
    public async Task<FirstProof.Passkey> AttestGuestAsync(HttpContext context, string challengeId, string answer)
    {
        var challenge = Take(context, PasskeyPurpose.Invitation, null, challengeId);
        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer, AttestationState = challenge.State });
        return result.Succeeded ? new FirstProof.Passkey(result.Passkey, result.UserEntity.Id) : throw Refused(result.Failure);
    }

    /// <exception cref="HomeAuthException">The challenge is used or too old, or the passkey is not accepted.</exception>
    public async Task<PasskeyAssertion> AssertAsync(HttpContext context, PasskeyPurpose purpose, string? userId, string challengeId, string answer)
    {
        var challenge = Take(context, purpose, userId, challengeId);
        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = context, CredentialJson = answer, AssertionState = challenge.State });
        return result.Succeeded ? new PasskeyAssertion(result.User.Id, result.Passkey) : throw Refused(result.Failure);
    }

    /// <exception cref="HomeAuthException">The challenge is used or too old, or the passkey is not accepted.</exception>
    public async Task<UserPasskeyInfo> AttestAsync(HttpContext context, string userId, string challengeId, string answer)
    {
        var challenge = Take(context, PasskeyPurpose.Registration, userId, challengeId);
        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = context, CredentialJson = answer, AttestationState = challenge.State });
        if (!result.Succeeded)
        {
            throw Refused(result.Failure);
        }

        return result.UserEntity.Id == userId ? result.Passkey : throw new HomeAuthException(ErrorCodes.InvalidPasskey);
    }

    private PasskeyQuestion Keep(HttpContext context, PasskeyPurpose purpose, string? userId, string state, string options)
    {
        var challenge = new PasskeyChallenge(purpose, userId, state, context.Origin().Address, time.GetUtcNow());
        challenges.Add(challenge);
        return new PasskeyQuestion(challenge.Id, options);
    }

    private PasskeyChallenge Take(HttpContext context, PasskeyPurpose purpose, string? userId, string challengeId) =>
        challenges.Find(challengeId) is { } challenge
        && challenge.Purpose == purpose
        && challenge.UserId == userId
        && challenge.IsFrom(context.Origin())
        && challenges.Remove(challenge)
        && time.GetUtcNow() - challenge.CreatedAt < PasskeyChallenge.Lifetime
            ? challenge
            : throw new HomeAuthException(ErrorCodes.StaleChallenge);

    // What was wrong is for the log; a stranger need not know how close it was.
    private HomeAuthException Refused(PasskeyException failure)
    {
        logger.LogInformation("A passkey was refused: {Reason}", failure.Message.ReplaceLineEndings(" "));
        return new HomeAuthException(ErrorCodes.InvalidPasskey);
    }
}

/// <summary>A question to a passkey.</summary>
/// <param name="ChallengeId">The handle of the challenge.</param>
/// <param name="Options">What the browser is asked, JSON of WebAuthn.</param>
public sealed record PasskeyQuestion(string ChallengeId, string Options);
