using HomeAuth.Core.Data;

namespace HomeAuth.Core.Grants;

/// <summary>Attaches a further way to sign in to somebody who is signed in.</summary>
public sealed class CredentialLinking(AuthorizationCodeStore codes)
{
    /// <summary>Takes a code of a login flow that was begun for linking. Every credential has its user here, so this confirms or refuses.</summary>
    /// <exception cref="HomeAuthException">The code is not good, or the credential is somebody else's.</exception>
    public async Task LinkAsync(string clientId, string code, Actor actor, CancellationToken cancellationToken = default)
    {
        var redeemed = await codes.RedeemAsync(clientId, code, CodePurpose.LinkUser, null, actor.Origin, cancellationToken);
        if (redeemed.UserId != actor.UserId)
        {
            throw new HomeAuthException(ErrorCodes.CredentialLinked);
        }
    }
}
