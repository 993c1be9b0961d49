namespace HomeAuth.App.Components.Onboarding;

/// <summary>The steps of claiming the house.</summary>
public static class OnboardingAddress
{
    public const string Language = "/onboarding";
    public const string Owner = "/onboarding/owner";
    public const string Recovery = "/onboarding/recovery";
    public const string Done = "/onboarding/done";
}
