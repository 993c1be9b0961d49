namespace HomeAuth.Core.Onboarding;

/// <summary>Who wants to be the owner, as typed.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Username">The name to sign in with.</param>
/// <param name="Password">The password.</param>
/// <param name="ConfirmPassword">The password again.</param>
/// <param name="SetupCode">The setup code, where one is asked.</param>
/// <param name="Language">The language chosen in the wizard, by its tag.</param>
/// <param name="LeavesStepsOpen">Whether further steps follow, see <see cref="OnboardingSteps"/>.</param>
public sealed record ClaimRequest(
    string? Name, string? Username, string? Password, string? ConfirmPassword, string? SetupCode, string Language, bool LeavesStepsOpen = false);

/// <summary>How a claim ended; a closed set of records.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome()
    {
    }

    /// <summary>The house had an owner already, or has just got one.</summary>
    public static ClaimOutcome AlreadyClaimed { get; } = new Late();

    /// <summary>The house has an owner now.</summary>
    /// <param name="UserId">The owner.</param>
    /// <param name="CredentialId">The owner's credential.</param>
    public sealed record Claimed(string UserId, string CredentialId) : ClaimOutcome;

    /// <summary>Nothing was written; this is to be mended.</summary>
    /// <param name="Problems">One per field at fault.</param>
    public sealed record Refused(IReadOnlyList<ClaimProblem> Problems) : ClaimOutcome;

    private sealed record Late : ClaimOutcome;
}

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Code">A code of <see cref="ErrorCodes"/>.</param>
/// <param name="RetryAfter">How long to wait, when there were too many wrong codes.</param>
public sealed record ClaimProblem(string Field, string Code, TimeSpan? RetryAfter = null);
