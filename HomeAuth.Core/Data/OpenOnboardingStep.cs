namespace HomeAuth.Core.Data;

/// <summary>A step of onboarding that a client which claimed the house has not done yet. The wizard leaves none.</summary>
public class OpenOnboardingStep
{
    /// <summary>The step's name on the wire.</summary>
    public required string Step { get; init; }
}
