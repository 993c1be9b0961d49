using HomeAuth.Core.Clients;
using HomeAuth.Core.Data;
using HomeAuth.Core.Grants;
using HomeAuth.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HomeAuth.Core.Onboarding;

/// <summary>The steps in which a client sets a house up. A house that was claimed in HomeAuth's own wizard has done them all.</summary>
public sealed class OnboardingSteps(HomeAuthDb db, HouseClaim claim, RedirectUris redirectUris, AuthorizationCodeStore codes)
{
    /// <summary>The first step: the owner.</summary>
    public const string User = "user";

    /// <summary>The last step: a code for the client that did the others.</summary>
    public const string Integration = "integration";

    /// <summary>The steps after the owner, in order.</summary>
    public static readonly IReadOnlyList<string> Later = ["core_config", "analytics", Integration];

    /// <summary>All steps in order, and whether each is done.</summary>
    public async Task<IReadOnlyList<(string Step, bool Done)>> ListAsync(CancellationToken cancellationToken = default)
    {
        var claimed = await claim.IsClaimedAsync(cancellationToken);
        var open = await db.OpenOnboardingSteps.Select(step => step.Step).ToListAsync(cancellationToken);
        return [(User, claimed), .. Later.Select(step => (step, claimed && !open.Contains(step)))];
    }

    /// <summary>Does a step; of several at once, one does it.</summary>
    /// <exception cref="HomeAuthException">It was done before.</exception>
    public async Task CompleteAsync(string step, CancellationToken cancellationToken = default)
    {
        if (await db.OpenOnboardingSteps.Where(open => open.Step == step).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            throw new HomeAuthException(ErrorCodes.StepDone);
        }
    }

    /// <summary>Does the last step, and gives the client a code. A wrong address leaves the step open (Home Assistant closes it).</summary>
    /// <exception cref="HomeAuthException">It was done before, the client may not be answered there, or the token has no credential.</exception>
    public async Task<string> CompleteIntegrationAsync(string clientId, string redirectUri, ActiveToken token, CancellationToken cancellationToken = default)
    {
        if (!await db.OpenOnboardingSteps.AnyAsync(open => open.Step == Integration, cancellationToken))
        {
            throw new HomeAuthException(ErrorCodes.StepDone);
        }

        if (await redirectUris.CheckAsync(clientId, redirectUri, cancellationToken) is not RedirectVerdict.Allowed)
        {
            throw new HomeAuthException(ErrorCodes.InvalidRedirectUri);
        }

        if (token.CredentialId is null)
        {
            throw new HomeAuthException(ErrorCodes.CredentialsNotFound);
        }

        await CompleteAsync(Integration, cancellationToken);
        return await codes.IssueAsync(new AuthorizationRequest(clientId, redirectUri), token.UserId, token.CredentialId, CancellationToken.None);
    }
}
